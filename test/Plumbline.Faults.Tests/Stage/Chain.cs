using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Http;

namespace Plumbline.Faults.Stage;

/// <summary>A caller, the service under test, and a client of the service's for some upstream.</summary>
internal sealed class Chain : IAsyncDisposable
{
    private Chain(Hop service, HttpClient onward, HttpClient caller)
    {
        Service = service;
        Onward = onward;
        Caller = caller;
    }

    public Hop Service { get; }

    /// <summary>What the service calls the upstream with.</summary>
    public HttpClient Onward { get; }

    /// <summary>What the test calls the service with.</summary>
    public HttpClient Caller { get; }

    /// <summary>What the caller's deadlines run on.</summary>
    public FakeTimeProvider CallerClock { get; } = new();

    /// <summary>Starts a service that calls an upstream.</summary>
    /// <param name="version">HTTP version of both calls.</param>
    /// <param name="upstream">Where the upstream is.</param>
    /// <param name="handler">What the service does with it; if null, it hands on what it gets.</param>
    /// <param name="limit">The deadline of the service's endpoint, if it has one.</param>
    /// <param name="onward">Settings of the service's connections to the upstream.</param>
    /// <param name="listener">Settings of the service's listener.</param>
    public static async Task<Chain> StartAsync(
        string version,
        Uri upstream,
        Func<Context, HttpClient, HttpContext, Task>? handler = null,
        TimeSpan? limit = null,
        Action<SocketsHttpHandler>? onward = null,
        Action<ListenOptions>? listener = null)
    {
        var http = Clients.New(version, upstream, onward);
        var service = await Hop.StartAsync(version, (ctx, context) => (handler ?? RelayAsync)(ctx, http, context), limit, listener);
        return new Chain(service, http, Clients.New(version, service.Address));
    }

    /// <summary>Hands on what the upstream answers.</summary>
    public static async Task RelayAsync(Context ctx, HttpClient http, HttpContext context)
    {
        using var response = await http.GetAsync(ctx, "/");
        context.Response.StatusCode = (int)response.StatusCode;
        await context.Response.WriteAsync(await response.Content.ReadAsStringAsync(ctx), ctx);
    }

    /// <summary>The callers hang up, and nothing is left of their calls.</summary>
    public async Task AssertNothingLeftAsync(Hop? upstream = null, LogLevel loudest = LogLevel.Information)
    {
        Caller.Dispose();
        await Service.Running.WaitAsync(0);
        Onward.Dispose();
        await Service.AssertNothingLeftAsync(loudest);
        if (upstream is not null)
            await upstream.AssertNothingLeftAsync(loudest);
    }

    public async ValueTask DisposeAsync()
    {
        Caller.Dispose();
        Onward.Dispose();
        await Service.DisposeAsync();
    }
}
