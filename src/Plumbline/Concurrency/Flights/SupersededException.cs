namespace Plumbline.Concurrency;

/// <summary>A newer caller of the same key came: why the context of the older one was canceled.</summary>
/// <remarks>The <see cref="Context.Cause"/> of a context made by <see cref="Supersession{TKey}"/>.</remarks>
public sealed class SupersededException : Exception
{
    /// <summary>Makes an exception with the usual message.</summary>
    public SupersededException()
        : base("A newer caller of the same key came.")
    {
    }

    /// <summary>Makes an exception with a message of the caller's.</summary>
    /// <param name="message">The message.</param>
    public SupersededException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause; null for none.</param>
    public SupersededException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
