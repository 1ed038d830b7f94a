using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.SignalR;

namespace Plumbline.AspNetCore.Deadlines;

/// <summary>Recognizes requests that are meant to last: hubs, server-sent events, gRPC and WebSockets.</summary>
/// <remarks>
/// An endpoint is taken at its word. A request is not, because anybody can write <c>Accept: text/event-stream</c>: what looks long-lived is
/// exempt only once the server has answered it as such.
/// </remarks>
internal static class LongLived
{
    private const string EventStream = "text/event-stream";

    internal static bool IsEndpoint(Endpoint endpoint)
    {
        foreach (var item in endpoint.Metadata)
        {
            var isLongLived = item switch
            {
                HubMetadata or NegotiateMetadata or DisableRequestTimeoutAttribute => true,
                IProducesResponseTypeMetadata produces => produces.ContentTypes.Contains(EventStream, StringComparer.OrdinalIgnoreCase),
                _ => false,
            };
            if (isLongLived)
                return true;
        }

        return false;
    }

    /// <summary>Whether the endpoint is a method of a gRPC service, be it a stream or not.</summary>
    internal static bool IsGrpcMethod(Endpoint endpoint)
    {
        foreach (var item in endpoint.Metadata)
        {
            // By name, because its package is no part of the shared framework.
            if (item.GetType().FullName == "Grpc.AspNetCore.Server.GrpcMethodMetadata")
                return true;
        }

        return false;
    }

    /// <summary>Whether the request may turn into a long-lived one: it asks for an event stream and takes nothing else, or for a WebSocket.</summary>
    /// <remarks>The context of such a request has no deadline that others see, so no more than has to be: whoever takes JSON as well has one.</remarks>
    internal static bool MayBecome(HttpContext httpContext) =>
        httpContext.Request.Headers.Accept is [{ } accept] && IsEventStream(accept)
        || (httpContext.Request.Headers.Upgrade is [{ } protocol] && IsWebSocket(protocol)
            && httpContext.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true })
        || (httpContext.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect && IsWebSocket(connect.Protocol));

    /// <summary>Whether it has turned into one. Safe beside the request's own thread: headers do not change once the response has started.</summary>
    internal static bool HasBecome(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (!response.HasStarted)
            return false;

        return IsUpgraded(httpContext) || (response.ContentType is { } type && IsEventStream(type));
    }

    /// <summary>Whether the response, which has started, is a connection of its own from here on.</summary>
    internal static bool IsUpgraded(HttpContext httpContext) =>
        httpContext.Response.StatusCode == StatusCodes.Status101SwitchingProtocols
        || (httpContext.Response.StatusCode == StatusCodes.Status200OK
            && httpContext.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true });

    // One media range, with parameters or without.
    private static bool IsEventStream(string value)
    {
        var range = value.AsSpan().Trim();
        return range.StartsWith(EventStream, StringComparison.OrdinalIgnoreCase)
            && range[EventStream.Length..].TrimStart() is [] or [';', ..]
            && !range.Contains(',');
    }

    private static bool IsWebSocket(string? protocol) => string.Equals(protocol, "websocket", StringComparison.OrdinalIgnoreCase);
}
