using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;

namespace Plumbline.AspNetCore.Deadlines;

/// <summary>Finds what holds for an endpoint, and keeps it for as long as there is the endpoint.</summary>
internal sealed class EndpointLimits
{
    // gRPC clients say how long they wait, in a header that is part of the protocol: nobody else's limit takes its place, and it holds for streams, too.
    private static readonly EndpointLimit _grpc = new(RequestLimit.None, IsOwn: true, HearsCaller: true, IsExempt: true);
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

    /// <summary>What holds for an endpoint.</summary>
    /// <param name="endpoint">Null where routing found none, or has not run.</param>
    /// <returns>Its own limit or the default, but never more than the maximum.</returns>
    /// <exception cref="InvalidOperationException">The endpoint asks for a policy that is not there.</exception>
    internal EndpointLimit For(Endpoint? endpoint) => endpoint is null ? _default : _known.GetValue(endpoint, _resolve);

    private EndpointLimit Resolve(Endpoint endpoint) =>
        ResolveLimit(endpoint).At(endpoint.DisplayName, (endpoint as RouteEndpoint)?.RoutePattern.RawText);

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
