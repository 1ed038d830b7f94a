using BenchmarkDotNet.Attributes;

namespace Plumbline.Benchmarks;

/// <summary>Cost of making a parent with N live children and canceling it, against linked token sources.</summary>
/// <remarks>Made as well, because a tree is canceled once. <see cref="CancelOnlyBenchmarks"/> leaves the making out.</remarks>
public class CancelTreeBenchmarks
{
    [Params(1, 100, 10_000, 100_000)]
    public int Children { get; set; }

    [Benchmark(Baseline = true)]
    public void LinkedTokenSources()
    {
        using var parent = new CancellationTokenSource();
        for (int i = 0; i < Children; i++)
        {
            CancellationTokenSource.CreateLinkedTokenSource(parent.Token);
        }

        parent.Cancel();
    }

    [Benchmark]
    public void Contexts()
    {
        using var cancel = Context.Background.WithCancel(out Context parent);
        for (int i = 0; i < Children; i++)
        {
            parent.WithCancel(out _);
        }

        cancel.Cancel();
    }

    /// <summary>Every child's token was handed to someone, as a linked source's may be: it is marked canceled, too.</summary>
    [Benchmark]
    public void ContextsWithTokens()
    {
        using var cancel = Context.Background.WithCancel(out Context parent);
        for (int i = 0; i < Children; i++)
        {
            parent.WithCancel(out Context child);
            _ = child.Token;
        }

        cancel.Cancel();
    }

    /// <summary>What <see cref="ContextsWithTimeouts"/> is to be compared with.</summary>
    [Benchmark]
    public void LinkedTokenSourcesWithTimeouts()
    {
        using var parent = new CancellationTokenSource();
        for (int i = 0; i < Children; i++)
        {
            CancellationTokenSource.CreateLinkedTokenSource(parent.Token).CancelAfter(LiveParent.Hour);
        }

        parent.Cancel();
    }

    /// <summary>Every child with a deadline of its own that has not passed.</summary>
    [Benchmark]
    public void ContextsWithTimeouts()
    {
        using var cancel = Context.Background.WithCancel(out Context parent);
        for (int i = 0; i < Children; i++)
        {
            parent.WithTimeout(LiveParent.Hour, out _);
        }

        cancel.Cancel();
    }
}
