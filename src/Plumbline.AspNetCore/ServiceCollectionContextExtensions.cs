using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Plumbline;
using Plumbline.AspNetCore;
using Plumbline.AspNetCore.Pipeline;
using Plumbline.AspNetCore.Stopping;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what gives every request a context.</summary>
public static class ServiceCollectionContextExtensions
{
    /// <summary>Makes <see cref="Context"/> a service of each request: a parameter of that type in a minimal API is the request's context.</summary>
    /// <param name="services">Where to register; registering twice does no harm.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    /// <remarks>Needs <c>app.UsePlumbline()</c> as well. Deadlines run on the registered <see cref="TimeProvider"/>, if there is one.</remarks>
    public static IServiceCollection AddPlumbline(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<RequestContextOptions>();
        services.TryAddScoped<RequestContextHolder>();
        services.TryAddSingleton<PipelineMarks>();
        services.TryAddSingleton(static provider => new HostContexts(
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetService<IHostApplicationLifetime>(),
            provider.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout));
        services.TryAddSingleton(static provider => RequestMetrics.Create(provider));
        services.TryAddSingleton(static provider => RunningRequests.Create(provider));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, HostStopWatcher>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IStartupFilter, StartCheck>());

        // Transient, though the holder is scoped: UseExceptionHandler and UseStatusCodePagesWithReExecute run the pipeline again in the
        // same scope, and what the scope had cached would be the first run's context, which is done. Boxed each time it is resolved.
        services.TryAdd(new ServiceDescriptor(
            typeof(Context),
            static provider => provider.GetRequiredService<RequestContextHolder>().Get(),
            ServiceLifetime.Transient));
        return services;
    }

    /// <summary>Makes <see cref="Context"/> a service of each request, and says what holds for every request.</summary>
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
}
