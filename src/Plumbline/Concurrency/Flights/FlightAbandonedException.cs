namespace Plumbline.Concurrency;

/// <summary>The last caller of a flight has left: why its context was canceled.</summary>
/// <remarks>Seen by the work, as <see cref="Context.Cause"/>; no caller gets it, as there is none left.</remarks>
public sealed class FlightAbandonedException : Exception
{
    /// <summary>Makes an exception with the usual message.</summary>
    public FlightAbandonedException()
        : base("Every caller has left the flight.")
    {
    }

    /// <summary>Makes an exception with a message of the caller's.</summary>
    /// <param name="message">The message.</param>
    public FlightAbandonedException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause; null for none.</param>
    public FlightAbandonedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
