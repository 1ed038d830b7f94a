namespace Plumbline;

/// <summary>A deadline of a <see cref="Context"/> passed: its own or an ancestor's.</summary>
/// <remarks>
/// The message begins with <c>context deadline exceeded</c> and says what was being done, which budget there was and where it was
/// set; <see cref="Exception.InnerException"/> is the cause given with the deadline, a <see cref="TimeoutException"/> without one.
/// Go: <c>context.DeadlineExceeded</c> (B15–B17).
/// </remarks>
public sealed class DeadlineExceededException : OperationCanceledException
{
    /// <summary>Makes an exception with the bare message.</summary>
    public DeadlineExceededException()
        : base(ContextErrors.DeadlineExceeded)
    {
    }

    /// <summary>Makes an exception with a message of the caller's.</summary>
    /// <param name="message">The message.</param>
    public DeadlineExceededException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause; null for none.</param>
    public DeadlineExceededException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception that belongs to a token.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause; null for none.</param>
    /// <param name="token">The token of the context whose deadline passed.</param>
    public DeadlineExceededException(string? message, Exception? innerException, CancellationToken token)
        : base(message, innerException, token)
    {
    }
}
