namespace Plumbline;

internal sealed class ValueNode<T>(ContextKey<T> key, T value, ValueNode? next) : ValueNode(key, next)
{
    internal T Value { get; } = value;

    internal override string KeyName => key.Name;

    internal override string? PrintableValue => key.IsPrintable ? Value?.ToString() ?? "null" : null;

    internal override string? DebugValue => Value?.ToString();
}
