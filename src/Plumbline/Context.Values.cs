using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Plumbline;

public readonly partial struct Context
{
    /// <summary>Derives a context that carries one more value; signal and deadline stay this context's own.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="key">The key, usually a <c>static readonly</c> field.</param>
    /// <param name="value">The value; null is a value and hides an outer binding (B61).</param>
    /// <returns>The derived context; this one is unchanged.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <remarks>One small allocation. For data of the request, not for optional parameters. Go: <c>context.WithValue</c>.</remarks>
    public Context WithValue<T>(ContextKey<T> key, T value)
    {
        ArgumentNullException.ThrowIfNull(key);

        // Binding the same key again at once replaces the head, which nobody could reach any more: a loop does not grow the list.
        ValueNode? next = _values;
        if (next is not null && ReferenceEquals(next.Key, key))
        {
            next = next.Next;
        }

        return new Context(_signal, new ValueNode<T>(key, value, next));
    }

    /// <summary>Looks up the innermost value bound to <paramref name="key"/>.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="key">The key the value was bound with.</param>
    /// <param name="value">The value, or the default of its type when absent.</param>
    /// <returns>True when the key is bound, also when it is bound to null.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <remarks>Linear in the number of values, whatever the number of cancel layers; no allocation. Go: <c>ctx.Value</c>.</remarks>
    public bool TryGetValue<T>(ContextKey<T> key, [MaybeNullWhen(false)] out T value)
    {
        ArgumentNullException.ThrowIfNull(key);
        for (ValueNode? node = _values; node is not null; node = node.Next)
        {
            if (ReferenceEquals(node.Key, key))
            {
                // Only WithValue<T> makes nodes, and it takes a ContextKey<T>: the same key means the same T.
                value = Unsafe.As<ValueNode<T>>(node).Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
