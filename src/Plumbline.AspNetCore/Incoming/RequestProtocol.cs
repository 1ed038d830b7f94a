using Microsoft.AspNetCore.Http;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>Tells RPC protocols, which have a deadline header of their own, from plain HTTP.</summary>
internal static class RequestProtocol
{
    private const string Grpc = "application/grpc";
    private const string ConnectStream = "application/connect+";
    private const string ConnectQuery = "connect=v1";

    /// <summary>gRPC or gRPC-Web, with or without a message format.</summary>
    internal static bool IsGrpc(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(Grpc, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == Grpc.Length
            || contentType[Grpc.Length] is '+' or ';' or ' '
            || contentType.AsSpan(Grpc.Length).StartsWith("-web", StringComparison.OrdinalIgnoreCase));

    /// <summary>The Connect protocol: streams by their content type, unary calls by a header, unary calls by GET by the query.</summary>
    internal static bool IsConnect(HttpRequest request)
    {
        if (request.Headers.ContentType is [{ } contentType, ..] && contentType.StartsWith(ConnectStream, StringComparison.OrdinalIgnoreCase))
            return true;

        if (request.Headers.TryGetValue("Connect-Protocol-Version", out var version))
            return version is ["1"];

        return HttpMethods.IsGet(request.Method) && HasConnectQuery(request.QueryString.Value);
    }

    // One pass, however often the parameter is there.
    private static bool HasConnectQuery(ReadOnlySpan<char> query)
    {
        while (query.IndexOf(ConnectQuery, StringComparison.Ordinal) is var at and > 0)
        {
            var before = query[at - 1];
            query = query[(at + ConnectQuery.Length)..];
            if (before is '?' or '&' && query is [] or ['&', ..])
                return true;
        }

        return false;
    }
}
