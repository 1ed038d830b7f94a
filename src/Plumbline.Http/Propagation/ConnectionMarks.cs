using System.Text;

namespace Plumbline.Http.Internal;

/// <summary>Notes when a request has got its connection.</summary>
/// <remarks>
/// SocketsHttpHandler asks for the encoding of every header as it writes it to a connection, HTTP/1.1 and HTTP/2 alike: the one place where it
/// tells that a request has one. It is asked on behalf of the request and inside of its span.
/// </remarks>
internal sealed class ConnectionMarks
{
    private readonly string _headerName;
    private readonly HeaderEncodingSelector<HttpRequestMessage>? _next;

    private ConnectionMarks(string headerName, HeaderEncodingSelector<HttpRequestMessage>? next)
    {
        _headerName = headerName;
        _next = next;
    }

    /// <param name="handler">The handler that connects; one of another kind tells nothing.</param>
    /// <param name="headerName">The header by which a request is noticed, so one that each has.</param>
    /// <returns>False where connections will not be told: another kind of handler, or one that has sent something already.</returns>
    internal static bool TryInstall(HttpMessageHandler? handler, string headerName)
    {
        if (handler is not SocketsHttpHandler sockets)
            return false;

        var present = sockets.RequestHeaderEncodingSelector;
        if (present?.Target is ConnectionMarks marks && IsSame(marks._headerName, headerName))
            return true;

        try
        {
            sockets.RequestHeaderEncodingSelector = new ConnectionMarks(headerName, present).Select;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsSame(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    private Encoding? Select(string name, HttpRequestMessage request)
    {
        if (IsSame(name, _headerName) && RequestContexts.CarrierOf(request) is { } call)
        {
            call.Record.Connected(call.Context.Clock, request.Content is not null);
            MessageNotes.Watch(request, call.Context);
        }

        return _next?.Invoke(name, request);
    }
}
