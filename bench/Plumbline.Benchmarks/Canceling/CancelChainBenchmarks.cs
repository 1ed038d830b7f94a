using BenchmarkDotNet.Attributes;

namespace Plumbline.Benchmarks;

/// <summary>Cost of making a chain of N layers, each below the one before, and canceling the outermost.</summary>
/// <remarks>Not deeper than the BCL can go: a chain of 200 000 linked sources overflows the stack, one of contexts does not.</remarks>
public class CancelChainBenchmarks
{
    [Params(10, 1_000, 10_000)]
    public int Layers { get; set; }

    [Benchmark(Baseline = true)]
    public void LinkedTokenSources()
    {
        using var outermost = new CancellationTokenSource();
        CancellationToken token = outermost.Token;
        for (int i = 0; i < Layers; i++)
        {
            token = CancellationTokenSource.CreateLinkedTokenSource(token).Token;
        }

        outermost.Cancel();
    }

    [Benchmark]
    public void Contexts()
    {
        using var cancel = Context.Background.WithCancel(out Context ctx);
        for (int i = 0; i < Layers; i++)
        {
            ctx.WithCancel(out ctx);
        }

        cancel.Cancel();
    }
}
