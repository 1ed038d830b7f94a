using BenchmarkDotNet.Attributes;
using DotNext.Threading;
using Polly;

namespace Plumbline.Benchmarks;

/// <summary>What does a deadline cost where nothing is above it: derive a child with a timeout from the root, and end it?</summary>
public class DeriveRootTimeoutBenchmarks
{
    private readonly CancellationTokenMultiplexer _multiplexer = new();
    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddTimeout(LiveParent.Hour).Build();

    [Benchmark(Baseline = true)]
    public void TokenSource()
    {
        using var source = new CancellationTokenSource(LiveParent.Hour);
    }

    [Benchmark]
    public void Contexts()
    {
        using var cancel = Context.Background.WithTimeout(LiveParent.Hour, out _);
    }

    [Benchmark]
    public void DotNextMultiplexer()
    {
        using var scope = _multiplexer.Combine(LiveParent.Hour, CancellationToken.None);
    }

    [Benchmark]
    public void PollyTimeout() => _pipeline.Execute(static _ => { }, CancellationToken.None);
}
