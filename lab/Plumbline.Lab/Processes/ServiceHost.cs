using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Plumbline.Lab.Processes;

/// <summary>A web server with nothing read from files or the environment.</summary>
internal static class ServiceHost
{
    private const int SendBuffer = 64 * 1024;

    /// <summary>Builds the server.</summary>
    /// <param name="address">Where it will listen.</param>
    /// <param name="configure">Adds services.</param>
    public static WebApplication Create(IPEndPoint address, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address));
        builder.Services.Configure<SocketTransportOptions>(static sockets => sockets.CreateBoundListenSocket = Bind);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, ParentLifetime>();
        builder.Services.ConfigureHttpJsonOptions(
            static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, LabJson.Default));
        configure?.Invoke(builder.Services);
        return builder.Build();
    }

    /// <remarks>On the loopback the system would take megabytes of an answer that nobody reads, as no network does.</remarks>
    private static Socket Bind(EndPoint address)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(address);
        socket.SendBufferSize = SendBuffer;
        return socket;
    }

    /// <summary>Leaves signals alone: <see cref="ParentWatch"/> ends the process.</summary>
    private sealed class ParentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
