using BenchmarkDotNet.Attributes;

namespace Plumbline.Benchmarks;

/// <summary>What does a scope without a deadline cost: derive a child from a live parent, and end it?</summary>
/// <remarks>DotNext's multiplexer hands a lone token through, and Polly has nothing of the kind: neither does this job.</remarks>
public class DeriveCancelBenchmarks
{
    private readonly CancellationToken _token = LiveParent.NewToken();
    private readonly Context _parent = LiveParent.NewContext();

    [Benchmark(Baseline = true)]
    public void LinkedTokenSource()
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_token);
    }

    [Benchmark]
    public void Contexts()
    {
        using var cancel = _parent.WithCancel(out _);
    }
}
