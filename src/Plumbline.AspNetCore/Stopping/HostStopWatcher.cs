using Microsoft.Extensions.Hosting;

namespace Plumbline.AspNetCore.Stopping;

/// <summary>Learns from the host when it stops, and when its patience ends.</summary>
internal sealed class HostStopWatcher(HostContexts contexts) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Before ApplicationStopping, and with the token that the server gets, too.
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        contexts.Drain(cancellationToken);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
