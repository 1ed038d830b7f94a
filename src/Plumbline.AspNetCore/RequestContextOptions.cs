using Plumbline.AspNetCore.Internal;

namespace Plumbline.AspNetCore;

/// <summary>What holds for the context of every request.</summary>
/// <remarks>Read when the pipeline is built; not meant to be changed after that.</remarks>
public sealed class RequestContextOptions
{
    private TimeSpan _defaultTimeout = Timeout.InfiniteTimeSpan;

    /// <summary>How long a request may take whose endpoint says nothing; infinite unless set.</summary>
    /// <value>More than zero, or <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    /// <remarks><c>WithContextTimeout</c> on an endpoint or group takes its place, be it shorter or longer.</remarks>
    public TimeSpan DefaultTimeout
    {
        get => _defaultTimeout;
        set
        {
            RequestTimeout.ThrowIfOutOfRange(value, nameof(value));
            _defaultTimeout = value;
        }
    }

    /// <summary>How the deadlines that callers send along with their requests are read, and how far they are trusted.</summary>
    public IncomingDeadlineOptions Incoming { get; } = new();
}
