using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Plumbline.AspNetCore.Hubs;

/// <summary>Makes hubs as SignalR does, and marks the scope of the invocation: SignalR resolves a method's services before any filter runs.</summary>
internal sealed class ContextHubActivator<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicMethods)] THub>(
    IServiceProvider services, HubInvocationMark mark) : IHubActivator<THub>
    where THub : Hub
{
    private static ObjectFactory<THub>? _factory;
    private bool _isMade;

    public THub Create()
    {
        if (services.GetService<THub>() is not { } hub)
        {
            // Two made at the same time are as good as one.
            _factory ??= ActivatorUtilities.CreateFactory<THub>(Type.EmptyTypes);
            hub = _factory(services, null);
            _isMade = true;
        }

        // After the hub's own constructor, which gets no context.
        mark.Set();
        return hub;
    }

    public void Release(THub hub)
    {
        // What the container made, the container disposes of.
        if (_isMade)
            hub.Dispose();
    }
}
