using BenchmarkDotNet.Attributes;

namespace Plumbline.Benchmarks;

/// <summary>How long is who cancels held up: cost of the cancel alone, of a parent with N live children?</summary>
[WarmupCount(10)]
[IterationCount(25)]
public class CancelOnlyBenchmarks
{
    private Action _cancelSource = static () => { };
    private CancelScope _scope;

    [Params(10_000, 100_000)]
    public int Children { get; set; }

    [IterationSetup(Target = nameof(LinkedTokenSources))]
    public void LinkAll()
    {
        var source = new CancellationTokenSource();
        _cancelSource = source.Cancel;
        for (int i = 0; i < Children; i++)
        {
            CancellationTokenSource.CreateLinkedTokenSource(source.Token);
        }
    }

    [IterationSetup(Target = nameof(Contexts))]
    public void DeriveAll()
    {
        _scope = Context.Background.WithCancel(out Context parent);
        for (int i = 0; i < Children; i++)
        {
            parent.WithCancel(out _);
        }
    }

    [Benchmark(Baseline = true)]
    public void LinkedTokenSources() => _cancelSource();

    [Benchmark]
    public void Contexts() => _scope.Cancel();
}
