using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Plumbline.AspNetCore;
using Plumbline.AspNetCore.Deadlines;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says how long requests to an endpoint may take.</summary>
/// <remarks>
/// The nearest setting wins, be it shorter or longer: that of the endpoint or action over that of its controller, its group, and the
/// default of the options. None exceeds <see cref="RequestContextOptions.MaximumDeadline"/>.
/// </remarks>
public static class EndpointConventionBuilderContextExtensions
{
    /// <summary>Bounds the context of every request to this endpoint, or to the endpoints of this group.</summary>
    /// <typeparam name="TBuilder">The endpoint or group.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="duration">
    /// More than zero. Counts from the start of the request's <c>Activity</c> where there is one and the clock is the system's, otherwise from
    /// <c>app.UsePlumbline()</c>.
    /// </param>
    /// <param name="member">Filled in by the compiler: who set the limit, for the error of a request that exceeds it.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="duration"/> is zero, negative or infinite.</exception>
    public static TBuilder WithDeadline<TBuilder>(
        this TBuilder builder,
        TimeSpan duration,
        [CallerMemberName] string member = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
        where TBuilder : IEndpointConventionBuilder
    {
        RequestLimit.ThrowIfNotFinite(duration, nameof(duration));
        return Add(builder, new FixedDeadline(new RequestLimit(duration, DeadlineOwner.Endpoint, member, file, line)));
    }

    /// <summary>Bounds the context of every request to this endpoint, or to the endpoints of this group, by a policy of the options.</summary>
    /// <typeparam name="TBuilder">The endpoint or group.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="policyName">The name given to <see cref="RequestContextOptions.AddPolicy"/>; case matters. One that is not there fails the start of the application.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="policyName"/> is null.</exception>
    public static TBuilder WithDeadline<TBuilder>(this TBuilder builder, string policyName)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(policyName);
        return Add(builder, new NamedDeadline(policyName));
    }

    /// <summary>Frees the requests to this endpoint, or to the endpoints of this group, of every deadline: group's, default, maximum and caller's.</summary>
    /// <typeparam name="TBuilder">The endpoint or group.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <remarks>For what streams without end. The context still ends when the client leaves and when the host stops.</remarks>
    public static TBuilder WithoutDeadline<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        Add(builder, new FixedDeadline(null));

    private static TBuilder Add<TBuilder>(TBuilder builder, IDeadlineMetadata metadata)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(endpoint => Insert(endpoint.Metadata, metadata));
        return builder;
    }

    // MVC puts the attributes of an action and its controller before what MapControllers() and its groups are told, although they are nearer.
    private static void Insert(IList<object> all, IDeadlineMetadata metadata)
    {
        var nearer = all.Any(static item => item is ActionDescriptor)
            ? all.TakeWhile(static item => item is not (IDeadlineMetadata and Attribute)).Count()
            : all.Count;
        all.Insert(nearer, metadata);
    }
}
