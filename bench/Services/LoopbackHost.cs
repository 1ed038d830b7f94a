using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Plumbline.Bench.Services;

/// <summary>A web server on a free port of the loopback: nothing is read from files or the environment, and nothing is logged.</summary>
internal static class LoopbackHost
{
    /// <summary>Builds the server.</summary>
    /// <param name="protocol">All that it speaks.</param>
    /// <param name="configure">Adds services; null for none.</param>
    internal static WebApplication Create(Protocol protocol, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocol.ToServer()));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, ParentLifetime>();
        configure?.Invoke(builder.Services);
        return builder.Build();
    }

    /// <summary>Starts the server, tells the parent its address on standard output, and runs until the parent goes.</summary>
    internal static async Task RunAsync(WebApplication app)
    {
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await app.WaitForShutdownAsync();
    }

    /// <summary>Leaves signals alone: the watch of the parent ends the process.</summary>
    private sealed class ParentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
