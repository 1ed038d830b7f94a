using BenchmarkDotNet.Attributes;

namespace Plumbline.Benchmarks;

/// <summary>What does it cost to end scopes that lived for a while: disarm one after another of 100 000 live deadlines?</summary>
[WarmupCount(10)]
[IterationCount(25)]
public class DisarmManyBenchmarks
{
    private const int Count = 100_000;

    // Longer than a tick, so that every deadline is where deadlines are that live longer.
    private static readonly TimeSpan _settling = TimeSpan.FromMilliseconds(30);

    private readonly CancellationTokenSource[] _sources = new CancellationTokenSource[Count];
    private readonly CancelScope[] _scopes = new CancelScope[Count];

    [IterationSetup(Target = nameof(TokenSources))]
    public void ArmTokenSources()
    {
        for (int i = 0; i < Count; i++)
        {
            _sources[i] = new CancellationTokenSource(LiveParent.Hour + TimeSpan.FromMilliseconds(i));
        }

        Thread.CurrentThread.Join(_settling);
    }

    [IterationSetup(Target = nameof(Contexts))]
    public void ArmContexts()
    {
        for (int i = 0; i < Count; i++)
        {
            _scopes[i] = Context.Background.WithTimeout(LiveParent.Hour + TimeSpan.FromMilliseconds(i), out _);
        }

        Thread.CurrentThread.Join(_settling);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void TokenSources()
    {
        foreach (CancellationTokenSource source in _sources)
        {
            source.Dispose();
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Contexts()
    {
        foreach (CancelScope scope in _scopes)
        {
            scope.Dispose();
        }
    }
}
