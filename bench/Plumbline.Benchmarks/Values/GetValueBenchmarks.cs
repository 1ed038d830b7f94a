using BenchmarkDotNet.Attributes;

namespace Plumbline.Benchmarks;

/// <summary>What does it cost to look up a value twenty layers further down, each of which derived a context of its own?</summary>
/// <remarks>
/// The baseline is the chain that Go's context is: one list for cancel layers and values, walked from the innermost. Here values have a
/// list to themselves.
/// </remarks>
public class GetValueBenchmarks
{
    private const int Layers = 20;

    private static readonly ContextKey<string> _key = new("trace-id");
    private static readonly ContextKey<string> _absent = new("tenant");
    private static readonly AsyncLocal<string?> _local = new();

    private readonly Layer _list;
    private readonly Context _ctx;
    private readonly Context _ctxWithTenValues;

    public GetValueBenchmarks()
    {
        _list = new Layer(_key, "4bf92f35", null);
        Context ctx = Context.Background.WithValue(_key, "4bf92f35");
        Context many = ctx;
        for (int i = 0; i < Layers; i++)
        {
            _list = new Layer(new object(), null, _list);
            ctx.WithCancel(out ctx);
        }

        for (int i = 0; i < 9; i++)
        {
            many = many.WithValue(new ContextKey<string>("other"), "");
        }

        _ctx = ctx;
        _ctxWithTenValues = many;
    }

    [GlobalSetup]
    public void Setup() => _local.Value = "4bf92f35";

    [Benchmark(Baseline = true)]
    public object? ListOfTwenty()
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
