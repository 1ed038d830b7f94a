namespace Plumbline;

/// <summary>The identity under which a <see cref="Context"/> carries a value of type <typeparamref name="T"/>.</summary>
/// <typeparam name="T">Type of the value; structs are not boxed.</typeparam>
/// <remarks>
/// Keep one in a <c>static readonly</c> field: two keys of the same name are two keys. Immutable, safe from any thread.
/// Go: the key argument of <c>context.WithValue</c>, without its collisions and late panics (B60, B66–B68).
/// </remarks>
public sealed class ContextKey<T>
{
    /// <summary>Makes a key that is equal only to itself.</summary>
    /// <param name="name">What logs and debuggers call it; not empty.</param>
    /// <param name="printable">Whether the value may be printed by <see cref="Context.ToString"/>; secrets stay secret by default.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or blank.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public ContextKey(string name, bool printable = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        IsPrintable = printable;
    }

    /// <summary>What logs and debuggers call this key.</summary>
    public string Name { get; }

    /// <summary>Whether <see cref="Context.ToString"/> may print the value.</summary>
    public bool IsPrintable { get; }

    /// <summary>The name of the key.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
