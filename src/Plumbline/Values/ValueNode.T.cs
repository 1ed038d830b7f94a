using System.Runtime.CompilerServices;

namespace Plumbline;

internal sealed class ValueNode<T>(ContextKey<T> key, T value, ValueNode? next) : ValueNode(key, next)
{
    internal T Value { get; } = value;

    internal override string KeyName => TypedKey.Name;

    internal override string? PrintableValue => TypedKey.IsPrintable ? Value?.ToString() ?? "null" : null;

    internal override string? DebugValue => Value?.ToString();

    // From the base: naming the parameter here would keep it in a second field.
    private ContextKey<T> TypedKey => Unsafe.As<ContextKey<T>>(Key);
}
