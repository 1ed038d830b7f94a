namespace Plumbline.Measure;

/// <summary>A thousand lookups in a list of twenty layers, the value in the last.</summary>
internal sealed class ListBatch
{
    private readonly Layer _innermost;

    internal ListBatch()
    {
        _innermost = new Layer(ReadBatches.TraceId, "4bf92f35", null);
        for (int i = 1; i < ReadBatches.Layers; i++)
        {
            _innermost = new Layer(new object(), "", _innermost);
        }
    }

    internal void Run()
    {
        int length = 0;
        for (int i = 0; i < ReadBatches.Operations; i++)
        {
            length += Find(ReadBatches.TraceId)?.Length ?? 0;
        }

        ReadBatches.Use(length);
    }

    private string? Find(object key)
    {
        for (Layer? layer = _innermost; layer is not null; layer = layer.Next)
        {
            if (ReferenceEquals(layer.Key, key))
            {
                return layer.Value;
            }
        }

        return null;
    }

    private sealed class Layer(object key, string value, Layer? next)
    {
        internal object Key { get; } = key;

        internal string Value { get; } = value;

        internal Layer? Next { get; } = next;
    }
}
