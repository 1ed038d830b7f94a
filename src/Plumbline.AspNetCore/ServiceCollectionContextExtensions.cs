using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Plumbline;
using Plumbline.AspNetCore;
using Plumbline.AspNetCore.Binding;
using Plumbline.AspNetCore.Hubs;
using Plumbline.AspNetCore.Pipeline;
using Plumbline.AspNetCore.Stopping;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what gives every request a context.</summary>
public static class ServiceCollectionContextExtensions
{
    /// <summary>
    /// Gives each request a context: a parameter of type <see cref="Context"/> in a minimal API, an action of MVC or a handler of Razor Pages. In a hub method it is
    /// the context of the call.
    /// </summary>
    /// <param name="services">Where to register; registering twice does no harm.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    /// <remarks>
    /// Needs <c>app.UsePlumbline()</c> as well. Deadlines run on the registered <see cref="TimeProvider"/>, if there is one. Comes before or after
    /// <c>AddControllers()</c>, <c>AddRazorPages()</c> and <c>AddSignalR()</c>. Constructors of services get no context.
    /// </remarks>
    public static IServiceCollection AddPlumbline(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<RequestContextOptions>();
        services.TryAddSingleton<PipelineMarks>();
        services.TryAddSingleton(static provider => new HostContexts(
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetService<IHostApplicationLifetime>(),
            provider.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout));
        services.TryAddSingleton(static provider => RequestMetrics.Create(provider));
        services.TryAddSingleton(static provider => RunningRequests.Create(provider));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, HostStopWatcher>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IStartupFilter, StartCheck>());

        services.TryAdd(ContextService.Descriptor);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<MvcOptions>, ContextMvcOptions>());
        AddHubs(services);
        return services;
    }

    /// <summary>Gives each request a context, and says what holds for every request.</summary>
    /// <param name="services">Where to register; registering twice does no harm.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> or <paramref name="configure"/> is null.</exception>
    /// <remarks>Needs <c>app.UsePlumbline()</c> as well. Deadlines run on the registered <see cref="TimeProvider"/>, if there is one.</remarks>
    public static IServiceCollection AddPlumbline(this IServiceCollection services, Action<RequestContextOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddPlumbline().Configure(configure);
    }

    private static void AddHubs(IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<HubOptions>, ContextHubOptions>());
        services.TryAddScoped<HubInvocation>();
        services.TryAddScoped<HubInvocationMark>();

        // In the place of SignalR's own, whichever comes first; one of the application's stays.
        var activator = services.LastOrDefault(static service => service.ServiceType == typeof(IHubActivator<>));
        if (activator is null || activator.ImplementationType?.Assembly == typeof(HubOptions).Assembly)
            services.AddScoped(typeof(IHubActivator<>), typeof(ContextHubActivator<>));
    }
}
