namespace Plumbline.Concurrency;

/// <summary>A flight ran out of its own time while this caller had some left.</summary>
/// <remarks>
/// Not the caller's deadline: <c>IsDeadlineExceeded(ctx)</c> of the caller's context is false. The message says how long the flight had and who
/// set that; <see cref="Exception.InnerException"/> is what the work ended with, or the flight's own deadline where the work had not ended.
/// </remarks>
public sealed class FlightTimeoutException : TimeoutException
{
    /// <summary>Makes an exception with the usual message.</summary>
    public FlightTimeoutException()
        : base("The flight ran out of its own time.")
    {
    }

    /// <summary>Makes an exception with a message of the caller's.</summary>
    /// <param name="message">The message.</param>
    public FlightTimeoutException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause; null for none.</param>
    public FlightTimeoutException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
