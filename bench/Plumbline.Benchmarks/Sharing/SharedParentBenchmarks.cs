using BenchmarkDotNet.Attributes;
using DotNext.Threading;
using Plumbline.Bench;
using Polly;

namespace Plumbline.Benchmarks;

/// <summary>Do threads get into each other's way below one parent, as the calls of one request do: derive children with timeouts, and end them?</summary>
/// <remarks>Time for one of them, all threads together: with two threads, half of one thread's is perfect.</remarks>
public class SharedParentBenchmarks
{
    private const int Operations = 100_000;

    private readonly CancellationToken _token = LiveParent.NewToken();
    private readonly Context _parent = LiveParent.NewContext();
    private readonly CancellationTokenMultiplexer _multiplexer = new();
    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddTimeout(LiveParent.Hour).Build();

    // Static, because a benchmark class is not disposable. Setup makes it before anything else runs: hence the "!".
    private static Crew? _crew;

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup() => _crew = new Crew(Threads);

    [GlobalCleanup]
    public void Cleanup() => _crew?.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = Operations)]
    public void LinkedTokenSources() => _crew!.Run(_ =>
    {
        for (int i = Operations / Threads; i > 0; i--)
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(_token);
            linked.CancelAfter(LiveParent.Hour);
        }
    });

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Contexts() => _crew!.Run(_ =>
    {
        for (int i = Operations / Threads; i > 0; i--)
        {
            using var cancel = _parent.WithTimeout(LiveParent.Hour, out Context _);
        }
    });

    [Benchmark(OperationsPerInvoke = Operations)]
    public void DotNextMultiplexer() => _crew!.Run(_ =>
    {
        for (int i = Operations / Threads; i > 0; i--)
        {
            using var scope = _multiplexer.Combine(LiveParent.Hour, _token);
        }
    });

    [Benchmark(OperationsPerInvoke = Operations)]
    public void PollyTimeout() => _crew!.Run(_ =>
    {
        for (int i = Operations / Threads; i > 0; i--)
        {
            _pipeline.Execute(static _ => { }, _token);
        }
    });
}
