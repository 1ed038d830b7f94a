using System.Runtime.CompilerServices;
using Plumbline.AspNetCore.Internal;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says how long requests to an endpoint may take.</summary>
public static class EndpointConventionBuilderContextExtensions
{
    /// <summary>Bounds the context of every request to this endpoint, or to the endpoints of this group.</summary>
    /// <typeparam name="TBuilder">The endpoint or group.</typeparam>
    /// <param name="builder">The endpoint or group; the nearest limit wins, and takes the place of the default in the options.</param>
    /// <param name="timeout">
    /// More than zero, counted from the moment the request reaches <c>app.UsePlumbline()</c>; <see cref="Timeout.InfiniteTimeSpan"/> for no limit,
    /// which is what streaming endpoints (server-sent events, WebSockets) need.
    /// </param>
    /// <param name="member">Filled in by the compiler: who set the limit, for the error of a request that exceeds it.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is zero or negative.</exception>
    public static TBuilder WithContextTimeout<TBuilder>(
        this TBuilder builder,
        TimeSpan timeout,
        [CallerMemberName] string member = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        RequestTimeout.ThrowIfOutOfRange(timeout, nameof(timeout));
        return builder.WithMetadata(new RequestTimeout(timeout, member, file, line));
    }
}
