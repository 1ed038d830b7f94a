using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Plumbline.Loopback;
using Plumbline.Tests.Support;

namespace Plumbline.Http.Conformance;

/// <summary>Once a request is over, a client that lives on, with its connections, holds nothing of its context.</summary>
public sealed class CollectableTests
{
    private static readonly ContextKey<object> _key = new("key");
    private readonly Signal _arrived = new("the request reaches the server");
    private readonly Signal _gone = new("the server sees the client leave");
    private readonly StuckDial _dial = new();

    /// <summary>Version, and in which phase the call is canceled; the last comes to its end.</summary>
    public static TheoryData<string, string> Phases => new()
    {
        { "1.1", "/headers" },
        { "2.0", "/headers" },
        { "1.1", "/body" },
        { "2.0", "/body" },
        { "1.1", "/ok" },
        { "2.0", "/ok" },
    };

    [Theory]
    [MemberData(nameof(Phases))]
    [Trait("Behaviour", "H17")]
    public async Task Context_OfACallThatIsOver_IsCollected(string version, string phase)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient(handler => handler.MaxConnectionsPerServer = 1);

        var (signal, value) = await CallAsync(http, phase);

        await Collector.UntilGoneAsync(signal, "the context's signal");
        await Collector.UntilGoneAsync(value, "the context's value");
        Assert.Equal("ok", await http.GetStringAsync(Context.Background, "/ok"));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    [Trait("Behaviour", "H17")]
    public async Task Context_OfACallCanceledInDial_IsCollectedOnceTheDialIsOver(string version)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient(handler =>
        {
            handler.MaxConnectionsPerServer = 1;
            handler.ConnectCallback = ConnectAsync;
        });

        var (signal, value) = await CallAsync(http, "/ok", _dial.Started);
        _dial.LetGo();
        Assert.Equal("ok", await http.GetStringAsync(Context.Background, "/ok"));

        await Collector.UntilGoneAsync(signal, "the context's signal");
        await Collector.UntilGoneAsync(value, "the context's value");
    }

    // The dial remembers the request of its own accord; not so here.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext connection, CancellationToken token)
    {
        var stream = await _dial.ConnectAsync(connection, token);
        _dial.Forget();
        return stream;
    }

    // Not inlined, so that nothing of the call is left in the locals of who looks whether it is gone.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<(WeakReference Signal, WeakReference Value)> CallAsync(HttpClient http, string phase, Signal? moment = null)
    {
        var value = new object();
        using var cancel = Context.Background.WithValue(_key, value).WithCancel(out var ctx);

        // What knows the signal keeps its Done alive, so that one that is gone is known to nobody.
        var references = (new WeakReference(ctx.Done), new WeakReference(value));
        var call = http.GetStringAsync(ctx, phase);
        if (phase == "/ok" && moment is null)
        {
            await Signal.WaitAsync(call, "the call has its answer");
            return references;
        }

        await (moment ?? _arrived).WaitAsync();
        cancel.Cancel();
        await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends with its context");
        return references;
    }

    private Task<LoopbackServer> StartAsync(string version) =>
        LoopbackServer.StartAsync(version, app =>
        {
            app.Map("/ok", (HttpContext http) => http.Response.WriteAsync("ok"));
            app.Map("/headers", (HttpContext http) =>
            {
                _arrived.Set();
                return http.UntilGoneAsync(_gone);
            });
            app.Map("/body", async (HttpContext http) =>
            {
                await http.StartBodyAsync();
                _arrived.Set();
                await http.UntilGoneAsync(_gone);
            });
        });
}
