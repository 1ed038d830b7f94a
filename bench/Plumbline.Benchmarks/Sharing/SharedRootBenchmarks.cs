using BenchmarkDotNet.Attributes;
using DotNext.Threading;
using Plumbline.Bench;
using Polly;

namespace Plumbline.Benchmarks;

/// <summary>Do threads get into each other's way below the root, as requests do: derive children with timeouts, and end them?</summary>
/// <remarks>Time for one of them, all threads together: with two threads, half of one thread's is perfect.</remarks>
public class SharedRootBenchmarks
{
    private const int Operations = 100_000;

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
    public void TokenSources() => _crew!.Run(_ =>
    {
        for (int i = Operations / Threads; i > 0; i--)
        {
            using var source = new CancellationTokenSource(LiveParent.Hour);
        }
    });

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Contexts() => _crew!.Run(_ =>
    {
        for (int i = Operations / Threads; i > 0; i--)
        {
            using var cancel = Context.Background.WithTimeout(LiveParent.Hour, out Context _);
        }
    });

    [Benchmark(OperationsPerInvoke = Operations)]
    public void DotNextMultiplexer() => _crew!.Run(_ =>
    {
        for (int i = Operations / Threads; i > 0; i--)
        {
            using var scope = _multiplexer.Combine(LiveParent.Hour, CancellationToken.None);
        }
    });

    [Benchmark(OperationsPerInvoke = Operations)]
    public void PollyTimeout() => _crew!.Run(_ =>
    {
        for (int i = Operations / Threads; i > 0; i--)
        {
            _pipeline.Execute(static _ => { }, CancellationToken.None);
        }
    });

    /// <summary>For scale: what the machine and the collector allow two threads that only allocate as many bytes.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void OnlyAllocating() => _crew!.Run(_ =>
    {
        for (int i = Operations / Threads; i > 0; i--)
        {
            GC.KeepAlive(new byte[120]);
        }
    });
}
