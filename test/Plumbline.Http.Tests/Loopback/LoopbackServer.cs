using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Plumbline.Loopback;

/// <summary>A real Kestrel on a free port of the loopback interface, HTTP/1.1 or HTTP/2, without TLS unless the listener adds it.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Version _version;

    private LoopbackServer(WebApplication app, Version version, RecordedLog log)
    {
        _app = app;
        _version = version;
        Log = log;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    /// <summary>The protocols every fault is tried with.</summary>
    public static TheoryData<string> Versions => ["1.1", "2.0"];

    public Uri Address { get; }

    public RecordedLog Log { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<LoopbackServer> StartAsync(
        string version, Action<WebApplication> configure, Action<IServiceCollection>? services = null, Action<ListenOptions>? listener = null)
    {
        var log = new RecordedLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback,
            port: 0,
            listen =>
            {
                listen.Protocols = version == "2.0" ? HttpProtocols.Http2 : HttpProtocols.Http1;
                listener?.Invoke(listen);
            }));

        // A handler that a failed test left behind is not waited for.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        services?.Invoke(builder.Services);

        var app = builder.Build();
        configure(app);
        await app.StartAsync();
        return new LoopbackServer(app, new Version(version), log);
    }

    /// <summary>A server that answers everything the same way.</summary>
    public static Task<LoopbackServer> StartAsync(string version, RequestDelegate handler) =>
        StartAsync(version, app => app.Run(handler));

    public HttpClient CreateClient(Action<SocketsHttpHandler>? configure = null)
    {
        var handler = CreateHandler();
        configure?.Invoke(handler);
        return CreateClient(handler);
    }

    public HttpClient CreateClient(HttpMessageHandler handler) =>
        new(handler)
        {
            BaseAddress = Address,
            DefaultRequestVersion = _version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Timeout.InfiniteTimeSpan,
        };

    /// <summary>One that drains for ever: disposing a response never tells an HTTP/1.1 server, only an aborted read does.</summary>
    public static SocketsHttpHandler CreateHandler() =>
        new()
        {
            ResponseDrainTimeout = Timeout.InfiniteTimeSpan,
            MaxResponseDrainSize = int.MaxValue,
        };

    public Task StopAsync() => _app.StopAsync();

    /// <summary>Stops the host by a token that has fired already: what its user has in hand when the very end of it made him stop the host.</summary>
    public Task StopAtOnceAsync() => _app.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
