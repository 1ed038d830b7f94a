using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Primitives;

namespace Plumbline.AspNetCore.Deadlines;

/// <summary>Tells requests that are meant to last: hubs, server-sent events, gRPC, WebSockets and other upgrades.</summary>
/// <remarks>
/// An endpoint is taken at its word. A request is not, because anybody can write <c>Accept: text/event-stream</c>: what looks long-lived is
/// exempt only once the server has answered it as such.
/// </remarks>
internal static class LongLived
{
    private const string EventStream = "text/event-stream";
    private const string Grpc = "application/grpc";

    internal static bool IsEndpoint(Endpoint endpoint)
    {
        foreach (var item in endpoint.Metadata)
        {
            var isLongLived = item switch
            {
                HubMetadata or NegotiateMetadata => true,
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

    /// <summary>Whether the request may turn into a long-lived one.</summary>
    internal static bool MayBecome(HttpContext httpContext) =>
        httpContext.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        || httpContext.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true }
        || Has(httpContext.Request.Headers.Accept, EventStream)
        || Has(httpContext.Request.Headers.ContentType, Grpc);

    /// <summary>Whether it has turned into one. Safe beside the request's own thread: headers do not change once the response has started.</summary>
    internal static bool HasBecome(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (!response.HasStarted)
            return false;

        return IsUpgraded(httpContext) || Has(response.Headers.ContentType, EventStream) || Has(response.Headers.ContentType, Grpc);
    }

    /// <summary>Whether the response, which has started, is a connection of its own from here on.</summary>
    internal static bool IsUpgraded(HttpContext httpContext) =>
        httpContext.Response.StatusCode == StatusCodes.Status101SwitchingProtocols
        || (httpContext.Response.StatusCode == StatusCodes.Status200OK
            && httpContext.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true });

    private static bool Has(StringValues header, string mediaType)
    {
        foreach (var value in header)
        {
            if (value is not null && value.Contains(mediaType, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
