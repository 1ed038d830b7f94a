using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>A server with the two hubs, and connections to it.</summary>
internal static class HubServer
{
    public static Task<LoopbackServer> StartAsync(
        FakeTimeProvider clock, Seen seen, Action<IServiceCollection>? before = null, Action<IServiceCollection>? after = null) =>
        LoopbackServer.StartAsync(
            "1.1",
            static app =>
            {
                app.UsePlumbline();
                app.MapHub<CallsHub>("/calls");
                app.MapHub<StreamsHub>("/streams");
            },
            services =>
            {
                services.AddSingleton<TimeProvider>(clock).AddSingleton(seen).AddScoped<NeedsContext>();
                services.Configure<HubOptions>(hub => hub.AddFilter(new LeavingFilter(seen)));
                before?.Invoke(services);
                services.AddPlumbline(static options =>
                {
                    options.DefaultDeadline = TimeSpan.FromSeconds(1);
                    options.MaximumDeadline = TimeSpan.FromMinutes(1);
                    options.AddPolicy("three", TimeSpan.FromSeconds(3));
                });
                services.AddSignalR();
                after?.Invoke(services);
            });

    public static async Task<HubConnection> ConnectAsync(LoopbackServer server, string path)
    {
        var connection = new HubConnectionBuilder().WithUrl(new Uri(server.Address, path)).Build();
        await connection.StartAsync(TestContext.Current.CancellationToken);
        return connection;
    }
}
