using BenchmarkDotNet.Attributes;

namespace Plumbline.Benchmarks;

/// <summary>What does it cost to give the calls below one more value, and to have it gone afterwards?</summary>
public class SetValueBenchmarks
{
    private static readonly ContextKey<string> _key = new("trace-id");
    private static readonly AsyncLocal<string?> _local = new();

    private readonly Context _parent = LiveParent.NewContext();

    /// <summary>The BCL's way to hand something down without a parameter: set, and set back.</summary>
    [Benchmark(Baseline = true)]
    public string? AsyncLocals()
    {
        string? before = _local.Value;
        _local.Value = "4bf92f35";
        _local.Value = before;
        return before;
    }

    [Benchmark]
    public Context Contexts() => _parent.WithValue(_key, "4bf92f35");
}
