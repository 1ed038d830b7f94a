using BenchmarkDotNet.Attributes;

namespace Plumbline.Benchmarks;

/// <summary>What does it cost to give the calls below one more value where N others are set already, and to have it gone afterwards?</summary>
public class SetValueBenchmarks
{
    private static readonly ContextKey<string> _key = new("trace-id");
    private static readonly AsyncLocal<string?> _local = new();

    private Context _parent;

    // They hold their values for as long as they are referred to.
    private AsyncLocal<string?>[] _others = [];

    [Params(0, 10)]
    public int Others { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _parent = LiveParent.NewContext();
        _others = new AsyncLocal<string?>[Others];
        for (int i = 0; i < Others; i++)
        {
            _others[i] = new AsyncLocal<string?> { Value = "" };
            _parent = _parent.WithValue(new ContextKey<string>("other"), "");
        }
    }

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
