using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.AspNetCore;
using Plumbline.Loopback;

namespace Plumbline.Faults.Stage;

/// <summary>A service on a real socket, with a request context, a clock of its own, and a book of what goes on in it.</summary>
internal sealed class Hop : IAsyncDisposable
{
    private readonly ConcurrentQueue<Ending> _endings = [];
    private readonly ConcurrentQueue<WeakReference> _contexts = [];
    private LoopbackServer? _server;
    private HostContexts? _host;

    private Hop()
    {
    }

    /// <summary>What the deadlines of its requests run on. Every hop has another one, so that a test says at whom time is up.</summary>
    public FakeTimeProvider Clock { get; } = new();

    /// <summary>How often the handler was entered.</summary>
    public Gauge Started { get; } = new("handlers started");

    /// <summary>How many requests are in the pipeline, answers of the middleware included.</summary>
    public Gauge Running { get; } = new("requests in the pipeline");

    public Gauge Connections { get; } = new("open connections");

    public Uri Address => Server.Address;

    public LoopbackServer Server => _server!; // Set by the only way to make one.

    public IReadOnlyCollection<Ending> Endings => _endings;

    /// <summary>Starts a service that does the same for every path.</summary>
    /// <param name="version">HTTP version, the only one it speaks.</param>
    /// <param name="handler">What it does; what it throws goes to the middleware.</param>
    /// <param name="limit">The deadline of its endpoint, if it has one.</param>
    /// <param name="listener">What else the listener does, such as TLS.</param>
    /// <param name="services">More services.</param>
    public static async Task<Hop> StartAsync(
        string version,
        Func<Context, HttpContext, Task> handler,
        TimeSpan? limit = null,
        Action<ListenOptions>? listener = null,
        Action<IServiceCollection>? services = null)
    {
        var hop = new Hop();
        hop._server = await LoopbackServer.StartAsync(
            version,
            app => hop.Configure(app, handler, limit),
            all =>
            {
                // Kestrel cuts slow readers itself after some seconds: here it is to be the deadline.
                all.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MinResponseDataRate = null);
                all.AddSingleton<TimeProvider>(hop.Clock).AddPlumbline();
                services?.Invoke(all);
            },
            listen =>
            {
                listen.Use(next => connection => CountAsync(hop.Connections, () => next(connection)));
                listener?.Invoke(listen);
            });
        return hop;
    }

    /// <summary>Nobody calls any more, and all that was done for them is over: handlers, connections, contexts; nothing went wrong.</summary>
    /// <remarks>Forgets the endings: their exceptions hold the contexts they came from.</remarks>
    /// <param name="loudest">The highest level that may be in the log.</param>
    public async Task AssertNothingLeftAsync(LogLevel loudest = LogLevel.Information)
    {
        await Running.WaitAsync(0);
        await Connections.WaitAsync(0);
        Assert.DoesNotContain(Server.Log.Entries, entry => entry.Level > loudest);
        _endings.Clear();
        Server.Log.Clear();
        await Collected.WaitAsync(_contexts, "contexts of requests that are over");

        // What a leak would hang on: the host's context is the parent of all, and the clock has the timers.
        GC.KeepAlive(_host);
        GC.KeepAlive(Clock);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private void Configure(WebApplication app, Func<Context, HttpContext, Task> handler, TimeSpan? limit)
    {
        _host = app.Services.GetRequiredService<HostContexts>();
        app.Use((http, next) => CountAsync(Running, () => next(http)));
        app.UsePlumbline();
        var endpoint = app.Map("/{**path}", (HttpContext http, Context ctx) => RunAsync(ctx, http, handler));
        if (limit is { } duration)
            endpoint.WithDeadline(duration);
    }

    private static async Task CountAsync(Gauge gauge, Func<Task> run)
    {
        gauge.Up();
        try
        {
            await run();
        }
        finally
        {
            gauge.Down();
        }
    }

    private async Task RunAsync(Context ctx, HttpContext http, Func<Context, HttpContext, Task> handler)
    {
        Exception? error = null;

        // Held by the context's node, and by nobody else: it lives as long as that does.
        _contexts.Enqueue(new WeakReference(ctx.Done));
        Started.Up();
        try
        {
            await handler(ctx, http);
        }
        catch (Exception e)
        {
            error = e;
            throw;
        }
        finally
        {
            _endings.Enqueue(new Ending(ctx.Status, ctx.Cause, error));
        }
    }
}
