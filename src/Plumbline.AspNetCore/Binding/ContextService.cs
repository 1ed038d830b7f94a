using Microsoft.Extensions.DependencyInjection;
using Plumbline.AspNetCore.Hubs;

namespace Plumbline.AspNetCore.Binding;

/// <summary>What is registered for <see cref="Context"/>: binding takes a parameter for a service only if there is a registration.</summary>
/// <remarks>
/// The container never makes one. A request's comes from <see cref="ServicesWithContext"/>, a hub method's from <see cref="ContextHubFilter"/>. A constructor
/// gets none: what it keeps would be done when error handling runs the pipeline again in the same scope, and belongs to nobody in a scope of its own.
/// </remarks>
internal static class ContextService
{
    private const string NotInjected =
        "A Context is not injected: take it as a parameter of the handler, hand it to methods, not to constructors, or ask httpContext.RequestContext(). "
        + "If it is the handler of a request that asks here, add app.UsePlumbline() before the endpoints.";

    // Done: a hub's services that ask for a context would work for nobody, and here they do not work at all.
    private static readonly object _placeholder = CreatePlaceholder();

    // Scoped, for the check of scopes: a singleton that wants one fails the start in development.
    internal static ServiceDescriptor Descriptor { get; } = new(typeof(Context), Resolve, ServiceLifetime.Scoped);

    private static object Resolve(IServiceProvider provider) =>
        provider.GetService<HubInvocationMark>() is { IsSet: true } ? _placeholder : throw new InvalidOperationException(NotInjected);

    [ContextRoot]
    private static Context CreatePlaceholder()
    {
        using var scope = Context.Background.WithCancel(out var ctx, "the services of a hub", "", 0);
        scope.Cancel(new InvalidOperationException(NotInjected));
        return ctx;
    }
}
