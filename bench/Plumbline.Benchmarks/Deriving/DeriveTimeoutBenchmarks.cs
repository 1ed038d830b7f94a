using BenchmarkDotNet.Attributes;
using DotNext.Threading;
using Polly;

namespace Plumbline.Benchmarks;

/// <summary>What does a deadline for one call cost: derive a child with a timeout of its own from a live parent, and end it?</summary>
public class DeriveTimeoutBenchmarks
{
    private static readonly TimeSpan _timeout = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenMultiplexer _multiplexer = new();
    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddTimeout(_timeout).Build();
    private CancelScope _scope;
    private Context _parent;

    [GlobalSetup]
    public void Setup() => _scope = Context.Background.WithCancel(out _parent);

    [GlobalCleanup]
    public void Cleanup()
    {
        _scope.Dispose();
        _source.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void LinkedTokenSource()
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_source.Token);
        linked.CancelAfter(_timeout);
    }

    [Benchmark]
    public void Contexts()
    {
        using var cancel = _parent.WithTimeout(_timeout, out _);
    }

    /// <summary>To an instant of the wall clock: it is remembered beside the monotonic deadline.</summary>
    [Benchmark]
    public void ContextsToAnInstant()
    {
        using var cancel = _parent.WithDeadline(DateTimeOffset.MaxValue, out _);
    }

    /// <summary>A pool of sources: no allocation, and none to remember who ended it.</summary>
    [Benchmark]
    public void DotNextMultiplexer()
    {
        using var scope = _multiplexer.Combine(_timeout, _source.Token);
    }

    /// <summary>Around an empty call: the pipeline ends the source itself.</summary>
    [Benchmark]
    public void PollyTimeout() => _pipeline.Execute(static _ => { }, _source.Token);
}
