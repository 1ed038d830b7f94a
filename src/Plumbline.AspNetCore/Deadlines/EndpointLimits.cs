using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Plumbline.AspNetCore.Incoming;

namespace Plumbline.AspNetCore.Deadlines;

/// <summary>Finds what holds for an endpoint, and keeps it for as long as there is the endpoint.</summary>
internal sealed class EndpointLimits
{
    // gRPC clients say how long they wait, in a header that is part of the protocol, and it holds for streams, too: no default takes its place.
    private static readonly EndpointLimit _grpc = new(RequestLimit.None, IsOwn: true, HearsCaller: true, IsGrpc: true);
    private static readonly EndpointLimit _none = new(RequestLimit.None, IsOwn: false, HearsCaller: false);

    private readonly ConditionalWeakTable<Endpoint, EndpointLimit> _known = [];
    private readonly ConditionalWeakTable<Endpoint, EndpointLimit>.CreateValueCallback _resolve;
    private readonly RequestContextOptions _options;
    private readonly RequestLimit _maximum;
    private readonly EndpointLimit _default;

    internal EndpointLimits(RequestContextOptions options)
    {
        _options = options;
        _resolve = Resolve;
        _maximum = new RequestLimit(options.MaximumDeadline, DeadlineOwner.Server, "RequestContextOptions.MaximumDeadline");
        var limit = new RequestLimit(options.DefaultDeadline, DeadlineOwner.Server, "RequestContextOptions.DefaultDeadline");
        _default = new EndpointLimit(limit.Or(_maximum), IsOwn: false, HearsCaller: true);
    }

    internal RequestLimit Maximum => _maximum;

    /// <summary>The same, as a time; null for no maximum.</summary>
    internal TimeSpan? MostForAnybody => _maximum.IsInfinite ? null : _maximum.Duration;

    /// <summary>What holds for an endpoint.</summary>
    /// <param name="endpoint">Null where routing found none, or has not run.</param>
    /// <param name="request">Where a gRPC method is asked for: only a gRPC request has what holds for those.</param>
    /// <returns>Its own limit or the default, but never more than the maximum.</returns>
    /// <exception cref="InvalidOperationException">The endpoint asks for a policy that is not there.</exception>
    internal EndpointLimit For(Endpoint? endpoint, HttpRequest request)
    {
        if (endpoint is null)
            return _default;

        var limit = _known.GetValue(endpoint, _resolve);
        return limit.Otherwise is { } otherwise && !RequestProtocol.IsGrpc(request.ContentType) ? otherwise : limit;
    }

    private EndpointLimit Resolve(Endpoint endpoint)
    {
        var limit = ResolveLimit(endpoint);
        var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText;
        return limit.At(endpoint.DisplayName, route, limit.IsGrpc ? _default.At(endpoint.DisplayName, route) : null);
    }

    private EndpointLimit ResolveLimit(Endpoint endpoint)
    {
        if (SaidBy(endpoint) is { } said)
        {
            return said.Resolve(_options) is { } limit
                ? new EndpointLimit(limit.Or(_maximum), IsOwn: true, HearsCaller: true)
                : new EndpointLimit(RequestLimit.None, IsOwn: true, HearsCaller: false);
        }

        return LongLived.IsGrpcMethod(endpoint) ? _grpc
            : LongLived.IsEndpoint(endpoint) ? _none
            : _default;
    }

    // An attribute of a hub is about the calls of its methods, not about the connection.
    private static IDeadlineMetadata? SaidBy(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HubMetadata>() is null
            ? endpoint.Metadata.GetMetadata<IDeadlineMetadata>()
            : endpoint.Metadata.GetOrderedMetadata<IDeadlineMetadata>().LastOrDefault(static said => said is not Attribute);
}
