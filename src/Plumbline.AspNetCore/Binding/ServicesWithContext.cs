using Microsoft.Extensions.DependencyInjection;

namespace Plumbline.AspNetCore.Binding;

/// <summary>A request's services, and its context as one of them: what <c>HttpContext.RequestServices</c> is behind the middleware.</summary>
/// <remarks>
/// Everything but the context is answered by the services behind, which are made when they are first needed. Asked for an <see cref="IServiceProvider"/> it
/// gives those, as they would: that is also the way to them for code that needs their type.
/// </remarks>
internal sealed class ServicesWithContext(RequestServicesFront front, IServiceProvider? services = null)
    : IServiceProvider, ISupportRequiredService, IKeyedServiceProvider
{
    private IServiceProvider? _services = services;

    public object? GetService(Type serviceType) => serviceType == typeof(Context) ? front.Context : Fix().GetService(serviceType);

    public object GetRequiredService(Type serviceType) => serviceType == typeof(Context) ? front.Context : Fix().GetRequiredService(serviceType);

    // Without a key it is as good as GetService, which does not need services that know keys.
    public object? GetKeyedService(Type serviceType, object? serviceKey) =>
        serviceKey is null ? GetService(serviceType) : Keyed().GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) =>
        serviceKey is null ? GetRequiredService(serviceType) : Keyed().GetRequiredKeyedService(serviceType, serviceKey);

    internal bool IsOf(RequestServicesFront other) => ReferenceEquals(front, other);

    /// <summary>The services behind, which from then on do not change.</summary>
    internal IServiceProvider Fix() => Volatile.Read(ref _services) ?? front.Fix(ref _services);

    private IKeyedServiceProvider Keyed() =>
        Fix() as IKeyedServiceProvider
        ?? throw new InvalidOperationException("The application's services know no keys: its container does not implement IKeyedServiceProvider.");
}
