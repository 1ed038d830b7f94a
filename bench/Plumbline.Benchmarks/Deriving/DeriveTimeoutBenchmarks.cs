using BenchmarkDotNet.Attributes;
using DotNext.Threading;
using Polly;

namespace Plumbline.Benchmarks;

/// <summary>What does a deadline for one call cost: derive a child with a timeout of its own from a live parent, and end it?</summary>
public class DeriveTimeoutBenchmarks
{
    private readonly CancellationToken _token = LiveParent.NewToken();
    private readonly Context _parent = LiveParent.NewContext();
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

    /// <summary>To an instant of the wall clock, which is remembered beside the monotonic deadline.</summary>
    [Benchmark]
    public void ContextsToAnInstant()
    {
        using var cancel = _parent.WithDeadline(DateTimeOffset.MaxValue, out _);
    }

    /// <summary>From a pool of sources: no allocation, and no cause, origin or deadline to be asked for.</summary>
    [Benchmark]
    public void DotNextMultiplexer()
    {
        using var scope = _multiplexer.Combine(LiveParent.Hour, _token);
    }

    /// <summary>Around an empty call: what the pipeline does for the call is part of it.</summary>
    [Benchmark]
    public void PollyTimeout() => _pipeline.Execute(static _ => { }, _token);
}
