using BenchmarkDotNet.Attributes;
using DotNext.Threading;
using Polly;

namespace Plumbline.Benchmarks;

/// <summary>What does a deadline cost that is a fraction of a second away: derive a child with a timeout of 100 ms, and end it long before?</summary>
/// <remarks>Apart from <see cref="DeriveTimeoutBenchmarks"/>, because the core may keep near deadlines and far ones differently.</remarks>
public class DeriveShortTimeoutBenchmarks
{
    private static readonly TimeSpan _timeout = TimeSpan.FromMilliseconds(100);

    private readonly CancellationToken _token = LiveParent.NewToken();
    private readonly Context _parent = LiveParent.NewContext();
    private readonly CancellationTokenMultiplexer _multiplexer = new();
    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddTimeout(_timeout).Build();

    [Benchmark(Baseline = true)]
    public void LinkedTokenSource()
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_token);
        linked.CancelAfter(_timeout);
    }

    [Benchmark]
    public void Contexts()
    {
        using var cancel = _parent.WithTimeout(_timeout, out _);
    }

    [Benchmark]
    public void DotNextMultiplexer()
    {
        using var scope = _multiplexer.Combine(_timeout, _token);
    }

    [Benchmark]
    public void PollyTimeout() => _pipeline.Execute(static _ => { }, _token);
}
