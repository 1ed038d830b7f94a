using System.Text;

namespace Plumbline.Http.Internal;

/// <summary>Notes when a request has got its connection, and sends what is left of its deadline by then.</summary>
/// <remarks>
/// SocketsHttpHandler asks for the encoding of every header as it writes it to a connection, HTTP/1.1 and HTTP/2 alike: the one place where it
/// tells that a request has one. It is asked on behalf of the request and inside of its span.
/// </remarks>
internal sealed class ConnectionMarks
{
    private readonly ContextPropagationOptions _options;
    private readonly HeaderEncodingSelector<HttpRequestMessage>? _next;

    private ConnectionMarks(ContextPropagationOptions options, HeaderEncodingSelector<HttpRequestMessage>? next)
    {
        _options = options;
        _next = next;
    }

    /// <param name="handler">The handler that connects; one of another kind tells nothing.</param>
    /// <param name="options">Name the header by which a request is noticed, and say how much of what is left the callee is told.</param>
    /// <returns>False where connections will not be told: another kind of handler, or one that has sent something already.</returns>
    internal static bool TryInstall(HttpMessageHandler? handler, ContextPropagationOptions options)
    {
        if (handler is not SocketsHttpHandler sockets)
            return false;

        var present = sockets.RequestHeaderEncodingSelector;
        if (present?.Target is ConnectionMarks marks && marks.WritesAs(options))
            return true;

        try
        {
            sockets.RequestHeaderEncodingSelector = new ConnectionMarks(options, present).Select;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsSame(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    private bool WritesAs(ContextPropagationOptions other) =>
        IsSame(_options.HeaderName, other.HeaderName)
        && _options.Reserve == other.Reserve
        && _options.SendEnvoyUpstreamTimeout == other.SendEnvoyUpstreamTimeout;

    private Encoding? Select(string name, HttpRequestMessage request)
    {
        var isDeadline = IsSame(name, _options.HeaderName);
        var isEnvoy = !isDeadline && _options.SendEnvoyUpstreamTimeout && IsSame(name, DeadlineHeader.EnvoyName);
        if ((isDeadline || isEnvoy) && RequestContexts.CarrierOf(request) is { } call)
        {
            if (isDeadline)
            {
                call.Record.Connected(call.Context.Clock, request.Content is not null);
                MessageNotes.Watch(call.Context, request);
            }

            if (LateDeadlineOf(name, request, call) is { } late)
                return late;
        }

        return _next?.Invoke(name, request);
    }

    private LateDeadline? LateDeadlineOf(string name, HttpRequestMessage request, IContextCarrier call) =>
        call.Record.IsTold && DeadlineHeader.Left(call.Context.Remaining, _options.Reserve) is { } left
            ? LateDeadline.For(request, name, left)
            : null;
}
