using System.Runtime.InteropServices;

namespace Plumbline;

/// <summary>The process received a POSIX signal: the cause of a context made by WithSignals.</summary>
public sealed class SignalReceivedException : Exception
{
    /// <summary>Makes an exception for SIGTERM, the usual request to stop.</summary>
    public SignalReceivedException()
        : this(PosixSignal.SIGTERM)
    {
    }

    /// <summary>Makes an exception for a signal.</summary>
    /// <param name="signal">The signal that was received.</param>
    public SignalReceivedException(PosixSignal signal)
        : base($"Signal {signal} received.") => Signal = signal;

    /// <summary>Makes an exception with a message of the caller's.</summary>
    /// <param name="message">The message.</param>
    public SignalReceivedException(string? message)
        : base(message) => Signal = PosixSignal.SIGTERM;

    /// <summary>Makes an exception with a message and a cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause; null for none.</param>
    public SignalReceivedException(string? message, Exception? innerException)
        : base(message, innerException) => Signal = PosixSignal.SIGTERM;

    /// <summary>The signal that was received.</summary>
    public PosixSignal Signal { get; }
}
