namespace Plumbline.Http.Internal;

/// <summary>What a call asks for, in words for its errors; put into words only once something has failed.</summary>
internal readonly struct HttpOperation(HttpMethod method, Uri? address)
{
    internal static HttpOperation Of(HttpRequestMessage request) => new(request.Method, request.RequestUri);

    /// <summary>Method and address, without user info, query and fragment: those carry secrets, and errors end up in logs.</summary>
    public override string ToString()
    {
        if (address is null)
            return method.Method;

        if (address.IsAbsoluteUri)
            return $"{method.Method} {address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}";

        var relative = address.OriginalString;
        var end = relative.AsSpan().IndexOfAny('?', '#');
        return $"{method.Method} {(end < 0 ? relative : relative[..end])}";
    }
}
