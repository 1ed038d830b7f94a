using BenchmarkDotNet.Attributes;
using DotNext.Threading;

namespace Plumbline.Benchmarks;

/// <summary>What does it cost to stop with the first of several parents: merge them into one child, and end it?</summary>
public class DeriveMergedBenchmarks
{
    private CancellationToken[] _tokens = [];
    private Context[] _parents = [];
    private readonly CancellationTokenMultiplexer _multiplexer = new();

    [Params(2, 4)]
    public int Parents { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _tokens = [.. Enumerable.Range(0, Parents).Select(static _ => LiveParent.NewToken())];
        _parents = [.. Enumerable.Range(0, Parents).Select(static _ => LiveParent.NewContext())];
    }

    [Benchmark(Baseline = true)]
    public void LinkedTokenSource()
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_tokens);
    }

    [Benchmark]
    public void Contexts()
    {
        using var cancel = Context.Merge(_parents, out _);
    }

    [Benchmark]
    public void DotNextMultiplexer()
    {
        using var scope = _multiplexer.Combine(_tokens);
    }
}
