namespace Plumbline;

/// <summary>A <see cref="Context"/> was canceled: by its own scope or by an ancestor's, not by a deadline.</summary>
/// <remarks>
/// The message begins with <c>context canceled</c> and says what was being done and which scope ended;
/// <see cref="Exception.InnerException"/> is the cause given to <see cref="CancelScope.Cancel"/>, null without one.
/// Go: <c>context.Canceled</c> (B14), which is compared by identity: here the type is.
/// </remarks>
public sealed class ContextCanceledException : OperationCanceledException
{
    /// <summary>Makes an exception with the bare message.</summary>
    public ContextCanceledException()
        : base(ContextErrors.Canceled)
    {
    }

    /// <summary>Makes an exception with a message of the caller's.</summary>
    /// <param name="message">The message.</param>
    public ContextCanceledException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause; null for none.</param>
    public ContextCanceledException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception that belongs to a token.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause; null for none.</param>
    /// <param name="token">The token of the context that was canceled.</param>
    public ContextCanceledException(string? message, Exception? innerException, CancellationToken token)
        : base(message, innerException, token)
    {
    }

    /// <summary>Whether it stands for a cause where none was given; then it is no one's inner exception.</summary>
    internal bool StandsForNoCause { get; init; }
}
