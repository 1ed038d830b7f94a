using System.Buffers;
using Plumbline.Http.Internal;

namespace Plumbline.Http;

/// <summary>How a client tells the services it calls how long it will wait.</summary>
/// <remarks>
/// Belongs to one client: with <c>IHttpClientFactory</c> they are named options under the client's name. Read while requests are
/// sent, from any thread: not meant to be changed once a client has been made with them.
/// </remarks>
public sealed class ContextPropagationOptions
{
    private static readonly SearchValues<char> _tokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private string _headerName = DeadlineHeader.Name;
    private TimeSpan _reserve;

    /// <summary>Whether the client sends the deadline at all; true unless set.</summary>
    /// <value>With false, ctx-first calls of this client do not send it either, and no request is refused for its <see cref="Reserve"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>The name of the header; <c>Context-TTL-Ms</c> unless set.</summary>
    /// <value>
    /// One header is sent, under this name. Its value is always a number of milliseconds in decimal digits, so not for names that
    /// mean something else, as <c>grpc-timeout</c> and <c>Prefer</c>.
    /// </value>
    /// <exception cref="ArgumentException">The value is null, empty, or has characters that a header's name cannot have.</exception>
    /// <remarks>RFC 9110, section 5.1. Case does not matter. The default is what YARPC and Cadence read.</remarks>
    public string HeaderName
    {
        get => _headerName;
        set
        {
            if (string.IsNullOrEmpty(value) || value.AsSpan().ContainsAnyExcept(_tokenCharacters))
                throw new ArgumentException($"Must be a header name of letters, digits and dashes, as {DeadlineHeader.Name}: '{value}'.", nameof(value));

            _headerName = value;
        }
    }

    /// <summary>How much of what is left the callee is not told, so that its answer arrives before the caller gives up; zero unless set.</summary>
    /// <value>Zero or more. With less than this and 1 ms left, a request is not sent.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, <see cref="Timeout.InfiniteTimeSpan"/> included.</exception>
    /// <remarks>
    /// The caller's own deadline stays where it is: a request refused for its reserve fails with <see cref="DeadlineExceededException"/>
    /// while the context is not done yet; <c>e.IsDeadlineExceeded(ctx)</c> is true all the same.
    /// Envoy: <c>grpc_timeout_header_offset</c>.
    /// </remarks>
    public TimeSpan Reserve
    {
        get => _reserve;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            _reserve = value;
        }
    }

    /// <summary>Which addresses the deadline is sent to; null, as it is unless set, for all.</summary>
    /// <value>
    /// Given the absolute address of each attempt. Where it returns false the header is not sent, and the request is not refused. Called for every
    /// request, from any thread; what it throws fails the request.
    /// </value>
    /// <remarks>
    /// A redirect that <see cref="SocketsHttpHandler"/> follows is not an attempt: it sends the header to whatever address it is given.
    /// Set <see cref="SocketsHttpHandler.AllowAutoRedirect"/> to false where another host must not see it.
    /// </remarks>
    public Func<Uri, bool>? AppliesTo { get; set; }

    /// <summary>Whether to send <c>x-envoy-upstream-rq-timeout-ms</c> as well, with the same value; false unless set.</summary>
    /// <value>True for a caller whose requests leave through an Envoy of its own: that bounds all its attempts by it and takes it off.</value>
    public bool SendEnvoyUpstreamTimeout { get; set; }

    /// <summary>Whether <c>http.client.request.duration</c> says which requests a context ended; false unless set.</summary>
    /// <value>
    /// True adds, to requests that fail because their context is done, the tags <c>plumbline.outcome</c> (<c>deadline_exceeded</c> or
    /// <c>canceled</c>) and <c>plumbline.cause</c> (the full name of the cause's type). Only for requests that carry a context.
    /// </value>
    /// <remarks>Costs some 300 bytes a request, whether anybody listens or not. A span of the client has these tags without it.</remarks>
    public bool EnrichMetrics { get; set; }
}
