using BenchmarkDotNet.Attributes;
using DotNext.Threading;
using Polly;

namespace Plumbline.Benchmarks;

/// <summary>What does cleaning up under a limit of its own cost: derive a child that the parent cannot stop, and end it?</summary>
public class DeriveShieldBenchmarks
{
    private readonly Context _parent = LiveParent.NewContext();
    private readonly CancellationTokenMultiplexer _multiplexer = new();
    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddTimeout(LiveParent.Hour).Build();

    /// <summary>The BCL has no shield: a source that is not linked, with a timer.</summary>
    [Benchmark(Baseline = true)]
    public void UnlinkedTokenSource()
    {
        using var source = new CancellationTokenSource(LiveParent.Hour);
    }

    [Benchmark]
    public void Contexts()
    {
        using var cancel = _parent.WithShield(LiveParent.Hour, out _);
    }

    [Benchmark]
    public void DotNextMultiplexer()
    {
        using var scope = _multiplexer.Combine(LiveParent.Hour, CancellationToken.None);
    }

    [Benchmark]
    public void PollyTimeout() => _pipeline.Execute(static _ => { }, CancellationToken.None);
}
