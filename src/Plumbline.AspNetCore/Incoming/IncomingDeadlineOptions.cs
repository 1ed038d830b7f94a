using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Plumbline.AspNetCore;

/// <summary>How the deadlines that callers send along with their requests are read, and how far they are trusted.</summary>
/// <remarks>Read when the pipeline is built; not meant to be changed after that. Not thread-safe while it is set up.</remarks>
public sealed class IncomingDeadlineOptions
{
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(1);
    private static readonly SearchValues<char> _tokenCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private TimeSpan _maximum = TimeSpan.FromSeconds(60);
    private TimeSpan _trustedMaximum = TimeSpan.FromMinutes(10);
    private string _headerName = "Context-TTL-Ms";

    /// <summary>What is done with a deadline that arrived; <see cref="IncomingDeadlineMode.Enforce"/> unless set.</summary>
    public IncomingDeadlineMode Mode { get; set; } = IncomingDeadlineMode.Enforce;

    /// <summary>Which headers are read; <see cref="IncomingDeadlineHeaders.Default"/> unless set.</summary>
    public IncomingDeadlineHeaders Headers { get; set; } = IncomingDeadlineHeaders.Default;

    /// <summary>The name of the header that <see cref="IncomingDeadlineHeaders.ContextTtl"/> stands for; <c>Context-TTL-Ms</c> unless set.</summary>
    /// <value>A header name; the header's value is milliseconds whatever its name.</value>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">The value is empty, or has characters that a header name cannot have.</exception>
    public string HeaderName
    {
        get => _headerName;
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            if (value.AsSpan().ContainsAnyExcept(_tokenCharacters))
                throw new ArgumentException($"'{value}' cannot be the name of a header: only letters, digits and !#$%&'*+-.^_`|~ can be part of one.", nameof(value));

            _headerName = value;
        }
    }

    /// <summary>The most that a caller can ask for where the endpoint has no limit; 60 seconds unless set.</summary>
    /// <value>One millisecond or more, and finite.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is shorter than a millisecond.</exception>
    /// <remarks>
    /// Where the endpoint has a limit of its own, or the default one, that takes this place: a caller can shorten it and cannot lengthen it. A request
    /// without a header is not bounded by this, nor is a gRPC call: <see cref="RequestContextOptions.MaximumDeadline"/> is what caps <c>grpc-timeout</c>.
    /// </remarks>
    public TimeSpan Maximum
    {
        get => _maximum;
        set
        {
            ThrowIfTooShort(value);
            _maximum = value;
        }
    }

    /// <summary>Says which callers may have longer than the endpoint's limit or <see cref="Maximum"/>, up to <see cref="TrustedMaximum"/>; null, for nobody, unless set.</summary>
    /// <remarks>
    /// Asked only of requests whose header wants more than that, on the request's thread and before user code; what it throws fails the request.
    /// It should look at what a caller cannot make up, such as the client certificate or the address of the connection.
    /// </remarks>
    public Func<HttpContext, bool>? Trust { get; set; }

    /// <summary>The most that a caller can ask for whom <see cref="Trust"/> trusts; 10 minutes unless set.</summary>
    /// <value>One millisecond or more, and finite. An endpoint's own longer limit holds for trusted callers, too.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is shorter than a millisecond.</exception>
    public TimeSpan TrustedMaximum
    {
        get => _trustedMaximum;
        set
        {
            ThrowIfTooShort(value);
            _trustedMaximum = value;
        }
    }

    /// <summary>Whether a request is answered with 400 for an unreadable header, in <see cref="IncomingDeadlineMode.Enforce"/> only; false unless set.</summary>
    /// <remarks>
    /// Otherwise such a header is counted, logged now and then, and ignored. It is unreadable if it is not what its format says, zero, or there more
    /// than four times.
    /// </remarks>
    public bool RejectInvalid { get; set; }

    private static void ThrowIfTooShort(TimeSpan value)
    {
        if (value < _shortest)
        {
            throw new ArgumentOutOfRangeException(
                nameof(value), value, "Must be a millisecond or more, and finite: callers set deadlines within it.");
        }
    }
}
