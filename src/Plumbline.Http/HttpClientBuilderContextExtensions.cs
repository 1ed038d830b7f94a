using Microsoft.Extensions.Http;
using Plumbline.Http;
using Plumbline.Http.Internal;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up clients of <c>IHttpClientFactory</c> so that they send deadlines along.</summary>
public static class HttpClientBuilderContextExtensions
{
    /// <summary>Has the client send what is left of a context's deadline with every attempt, as <c>Context-TTL-Ms</c>.</summary>
    /// <param name="builder">The client's builder, or that of <c>ConfigureHttpClientDefaults</c>; adding twice does no harm.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <remarks>
    /// The <see cref="ContextPropagationHandler"/> becomes the innermost of the client's handlers whatever the order of the calls, so
    /// inside <c>AddStandardResilienceHandler()</c>. Where there are other handlers, one more goes outermost and gives each request
    /// its context, as those may swap the token.
    /// </remarks>
    public static IHttpClientBuilder AddContextPropagation(this IHttpClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<ContextPropagationOptions>();

        // After all that is configured: a handler that is added later than this call would otherwise be further in.
        builder.Services.PostConfigure<HttpClientFactoryOptions>(
            builder.Name, static options => options.HttpMessageHandlerBuilderActions.Add(PropagationHandlers.AddTo));
        return builder;
    }

    /// <summary>Has the client send what is left of a context's deadline with every attempt, and says how.</summary>
    /// <param name="builder">The client's builder, or that of <c>ConfigureHttpClientDefaults</c>; adding twice does no harm.</param>
    /// <param name="configure">Sets the options; several apply in the order of the calls.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="configure"/> is null.</exception>
    /// <inheritdoc cref="AddContextPropagation(IHttpClientBuilder)" path="/remarks"/>
    public static IHttpClientBuilder AddContextPropagation(this IHttpClientBuilder builder, Action<ContextPropagationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(builder.Name, configure);
        return builder.AddContextPropagation();
    }
}
