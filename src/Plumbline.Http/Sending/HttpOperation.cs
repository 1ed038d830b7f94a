namespace Plumbline.Http.Internal;

/// <summary>What a call does, in words for its errors; put into words only once something has failed.</summary>
internal readonly struct HttpOperation(HttpMethod method, Uri? requestUri, Uri? baseAddress)
{
    internal static HttpOperation Of(HttpClient client, HttpRequestMessage request) =>
        new(request.Method, request.RequestUri, client.BaseAddress);

    /// <summary>The same for a handler, to which the client gives absolute addresses.</summary>
    internal static HttpOperation Of(HttpRequestMessage request) => new(request.Method, request.RequestUri, baseAddress: null);

    /// <summary>Method and address, without user info, query and fragment: those carry secrets, and errors end up in logs.</summary>
    public override string ToString()
    {
        var uri = requestUri is { IsAbsoluteUri: false } && baseAddress is not null
            ? new Uri(baseAddress, requestUri)
            : requestUri ?? baseAddress;
        if (uri is null)
            return method.Method;

        if (uri.IsAbsoluteUri)
            return $"{method.Method} {uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}";

        var relative = uri.OriginalString;
        var end = relative.AsSpan().IndexOfAny('?', '#');
        return $"{method.Method} {(end < 0 ? relative : relative[..end])}";
    }

    internal void ThrowIfDone(Context ctx)
    {
        if (ctx.IsDone)
            ctx.ThrowIfDone(ToString());
    }

    /// <returns>What to throw instead of <paramref name="exception"/>, or null when it is not the context's doing.</returns>
    internal Exception? Translate(Exception exception, Context ctx)
    {
        if (!ctx.IsDone || IsOurs(exception) || IsTimeoutOfClient(exception))
            return null;

        return exception.IsDeadlineExceeded(ctx) || exception.IsCanceled(ctx) ? ctx.ToException(ToString()) : null;
    }

    // A handler further in has said it already, and knows better which part of the call it was.
    private static bool IsOurs(Exception exception) =>
        exception is DeadlineExceededException or ContextCanceledException;

    // HttpClient.Timeout and ConnectTimeout look like this, and HttpClient drops the inner exception when the
    // caller's token was the reason: so the client's own limit came first, even if the context is done by now.
    private static bool IsTimeoutOfClient(Exception exception) =>
        exception is TaskCanceledException { InnerException: TimeoutException };
}
