using BenchmarkDotNet.Attributes;
using DotNext.Threading;
using Polly;

namespace Plumbline.Benchmarks;

/// <summary>What does a timeout cost that can never matter, because the parent's deadline is nearer: derive the child, and end it?</summary>
public class DeriveLaterDeadlineBenchmarks
{
    private readonly CancellationToken _token = new CancellationTokenSource(TimeSpan.FromMinutes(30)).Token;
    private readonly Context _parent = LiveParent.NewContext(TimeSpan.FromMinutes(30));
    private readonly CancellationTokenMultiplexer _multiplexer = new();
    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddTimeout(LiveParent.Hour).Build();

    [Benchmark(Baseline = true)]
    public void LinkedTokenSource()
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_token);
        linked.CancelAfter(LiveParent.Hour);
    }

    [Benchmark]
    public void Contexts()
    {
        using var cancel = _parent.WithTimeout(LiveParent.Hour, out _);
    }

    [Benchmark]
    public void DotNextMultiplexer()
    {
        using var scope = _multiplexer.Combine(LiveParent.Hour, _token);
    }

    [Benchmark]
    public void PollyTimeout() => _pipeline.Execute(static _ => { }, _token);
}
