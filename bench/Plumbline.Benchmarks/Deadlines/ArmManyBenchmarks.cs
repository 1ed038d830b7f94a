using BenchmarkDotNet.Attributes;

namespace Plumbline.Benchmarks;

/// <summary>What does a deadline cost that stays: arm one after another until 100 000 are live?</summary>
[WarmupCount(10)]
[IterationCount(25)]
public class ArmManyBenchmarks
{
    private const int Count = 100_000;

    private readonly CancellationTokenSource?[] _sources = new CancellationTokenSource?[Count];
    private readonly CancelScope[] _scopes = new CancelScope[Count];

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void TokenSources()
    {
        for (int i = 0; i < Count; i++)
        {
            _sources[i] = new CancellationTokenSource(LiveParent.Hour + TimeSpan.FromMilliseconds(i));
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Contexts()
    {
        for (int i = 0; i < Count; i++)
        {
            _scopes[i] = Context.Background.WithTimeout(LiveParent.Hour + TimeSpan.FromMilliseconds(i), out _);
        }
    }

    [IterationCleanup]
    public void EndAll()
    {
        for (int i = 0; i < Count; i++)
        {
            _sources[i]?.Dispose();
            _sources[i] = null;
            _scopes[i].Dispose();
        }
    }
}
