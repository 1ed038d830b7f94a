using BenchmarkDotNet.Attributes;

namespace Plumbline.Benchmarks;

/// <summary>What does it cost to look up a value N layers further down, each of which derived a context of its own?</summary>
/// <remarks>
/// The baseline is the chain that Go's context is: one list for cancel layers and values, walked from the innermost. Here values have a
/// list to themselves.
/// </remarks>
public class GetValueBenchmarks
{
    private static readonly ContextKey<string> _key = new("trace-id");
    private static readonly ContextKey<string> _absent = new("tenant");
    private static readonly AsyncLocal<string?> _local = new();

    private Layer? _list;
    private Context _ctx;
    private Context _ctxWithTenValues;

    [Params(1, 20, 100)]
    public int Layers { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _local.Value = "4bf92f35";
        _list = new Layer(_key, "4bf92f35", null);
        _ctx = Context.Background.WithValue(_key, "4bf92f35");
        _ctxWithTenValues = _ctx;
        for (int i = 0; i < 9; i++)
        {
            _ctxWithTenValues = _ctxWithTenValues.WithValue(new ContextKey<string>("other"), "");
        }

        for (int i = 0; i < Layers; i++)
        {
            _list = new Layer(new object(), null, _list);
            _ctx.WithCancel(out _ctx);
            _ctxWithTenValues.WithCancel(out _ctxWithTenValues);
        }
    }

    [Benchmark(Baseline = true)]
    public object? OneList()
    {
        for (Layer? layer = _list; layer is not null; layer = layer.Next)
        {
            if (ReferenceEquals(layer.Key, _key))
            {
                return layer.Value;
            }
        }

        return null;
    }

    [Benchmark]
    public string? Contexts() => _ctx.TryGetValue(_key, out string? value) ? value : null;

    [Benchmark]
    public string? ContextsAbsent() => _ctx.TryGetValue(_absent, out string? value) ? value : null;

    /// <summary>The outermost of ten values.</summary>
    [Benchmark]
    public string? ContextsTenValues() => _ctxWithTenValues.TryGetValue(_key, out string? value) ? value : null;

    [Benchmark]
    public string? AsyncLocals() => _local.Value;

    private sealed class Layer(object key, object? value, Layer? next)
    {
        internal object Key { get; } = key;

        internal object? Value { get; } = value;

        internal Layer? Next { get; } = next;
    }
}
