using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.Loopback;

namespace Plumbline.Http.Conformance;

/// <summary>The wait for a connection ends with the request's context; the connection that is being made does not.</summary>
public sealed class DialTests
{
    private static readonly ContextKey<string> _user = new("user");
    private readonly StuckDial _dial = new();

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H06")]
    public async Task GetAsync_CanceledTwiceWhileDialIsStuck_EndsWithoutIt(string version)
    {
        await using var server = await StartAsync(version);
        using var http = CreateClient(server);
        using var cancel = Context.Background.WithCancel(out var ctx);

        var call = http.GetAsync(ctx, "/report");
        await _dial.Started.WaitAsync();
        cancel.Cancel();
        cancel.Cancel();

        await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends with its context");
        Assert.False(_dial.Connected.IsSet);
        _dial.LetGo();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H05")]
    [Trait("Behaviour", "H07")]
    [Trait("Behaviour", "H08")]
    public async Task GetAsync_CanceledInDial_ConnectionServesTheOneThatWaits(string version)
    {
        await using var server = await StartAsync(version);
        using var http = CreateClient(server);
        using var cancel = Context.Background.WithCancel(out var ctx);
        var call = http.GetAsync(ctx, "/report");
        await _dial.Started.WaitAsync();

        var next = http.GetStringAsync(Context.Background, "/next");
        cancel.Cancel();
        await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends with its context");
        Assert.False(_dial.Token.IsCancellationRequested);
        _dial.LetGo();

        Assert.Equal("/next", await Signal.WaitAsync(next, "the next call has its answer"));
        Assert.Equal(1, _dial.Count);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H07")]
    public async Task GetAsync_CanceledInDial_ConnectionIsKeptForLater(string version)
    {
        await using var server = await StartAsync(version);
        using var http = CreateClient(server);
        using var cancel = Context.Background.WithCancel(out var ctx);
        var call = http.GetAsync(ctx, "/report");
        await _dial.Started.WaitAsync();

        cancel.Cancel();
        await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends with its context");
        _dial.LetGo();
        await _dial.Connected.WaitAsync();

        Assert.Equal("/next", await Signal.WaitAsync(http.GetStringAsync(Context.Background, "/next"), "the next call has its answer"));
        Assert.Equal(1, _dial.Count);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H07")]
    public async Task GetAsync_InDial_RequestLeadsToItsContext(string version)
    {
        await using var server = await StartAsync(version);
        using var http = CreateClient(server);

        var call = http.GetStringAsync(Context.Background.WithValue(_user, "ada"), "/report");
        await _dial.Started.WaitAsync();

        Assert.True(_dial.Request!.TryGetContext(out var found));
        Assert.True(found.TryGetValue(_user, out var user));
        Assert.Equal("ada", user);
        _dial.LetGo();
        Assert.Equal("/report", await Signal.WaitAsync(call, "the call has its answer"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H05")]
    public async Task GetAsync_ManyCanceledInQueue_LoseNoSlot(string version)
    {
        const int Slots = 2;
        var arrived = new Counter(Slots, "as many requests as there are slots reach the server");
        var arrivedAgain = new Counter(Slots, "as many requests as before reach the server again");
        var finish = new Signal("the requests may end");
        await using var server = await LoopbackServer.StartAsync(
            version,
            app => app.Run(async http =>
            {
                (finish.IsSet ? arrivedAgain : arrived).Count();
                await (finish.IsSet ? arrivedAgain.WaitAsync() : finish.WaitAsync());
                await http.Response.WriteAsync("ok");
            }),
            services => services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.Http2.MaxStreamsPerConnection = Slots));
        using var http = server.CreateClient(handler => handler.MaxConnectionsPerServer = Slots);
        var busy = StartMany(http, Context.Background, Slots);
        await arrived.WaitAsync();
        using var cancel = Context.Background.WithCancel(out var ctx);

        var waiting = StartMany(http, ctx, count: 20);
        cancel.Cancel();

        await Task.WhenAll(waiting.Select(call => Signal.ThrowsAsync<ContextCanceledException>(call, "a waiting call ends with its context")));
        Assert.All(busy, call => Assert.False(call.IsCompleted));
        finish.Set();
        await Signal.WaitAsync(Task.WhenAll(busy), "the calls in flight have their answers");
        await Signal.WaitAsync(Task.WhenAll(StartMany(http, Context.Background, Slots)), "there is a slot for each of as many calls at once");
    }

    [Fact]
    [Trait("Behaviour", "H09")]
    public async Task GetAsync_CanceledWhileProxyIsSilent_EndsWithoutIt()
    {
        using var proxy = new SilentServer();
        using var http = CreateClient(proxy);
        using var cancel = Context.Background.WithCancel(out var ctx);

        var call = http.GetAsync(ctx, "https://example.invalid/report");
        Assert.StartsWith("CONNECT example.invalid:443 ", await proxy.FirstLineAsync(), StringComparison.Ordinal);
        cancel.Cancel();

        await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends with its context");
    }

    [Fact]
    [Trait("Behaviour", "H09")]
    public async Task GetAsync_ProxySilentForConnectTimeout_IsNotTheContexts()
    {
        using var proxy = new SilentServer();
        using var http = CreateClient(proxy, handler => handler.ConnectTimeout = TimeSpan.FromMilliseconds(100));
        using var cancel = Context.Background.WithTimeout(TimeSpan.FromHours(1), out var ctx);

        var call = http.GetAsync(ctx, "https://example.invalid/report");

        var error = await Signal.ThrowsAsync<TaskCanceledException>(call, "the call ends with ConnectTimeout");
        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.False(ctx.IsDone);
    }

    private static List<Task<string>> StartMany(HttpClient http, Context ctx, int count) =>
        [.. Enumerable.Range(0, count).Select(number => http.GetStringAsync(ctx, $"/{number}"))];

    private static Task<LoopbackServer> StartAsync(string version) =>
        LoopbackServer.StartAsync(version, http => http.Response.WriteAsync(http.Request.Path));

    /// <summary>With room for one connection, so that a second one would have to wait.</summary>
    private HttpClient CreateClient(LoopbackServer server) =>
        server.CreateClient(handler =>
        {
            handler.MaxConnectionsPerServer = 1;
            handler.ConnectCallback = _dial.ConnectAsync;
        });

    private static HttpClient CreateClient(SilentServer proxy, Action<SocketsHttpHandler>? configure = null)
    {
        var handler = new SocketsHttpHandler { Proxy = new WebProxy(proxy.Address), UseProxy = true };
        configure?.Invoke(handler);
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Happens once it was counted often enough.</summary>
    private sealed class Counter(int target, string what)
    {
        private readonly Signal _reached = new(what);
        private int _count;

        public void Count()
        {
            if (Interlocked.Increment(ref _count) == target)
                _reached.Set();
        }

        public Task WaitAsync() => _reached.WaitAsync();
    }

    /// <summary>Takes one connection, reads a line and says nothing.</summary>
    private sealed class SilentServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
        private TcpClient? _client;

        public SilentServer() => _listener.Start();

        public Uri Address => new($"http://{_listener.LocalEndpoint}");

        public async Task<string?> FirstLineAsync()
        {
            _client = await Signal.WaitAsync(_listener.AcceptTcpClientAsync(), "somebody connects");
            using var reader = new StreamReader(_client.GetStream(), leaveOpen: true);
            return await Signal.WaitAsync(reader.ReadLineAsync(), "a line arrives");
        }

        public void Dispose()
        {
            _client?.Dispose();
            _listener.Dispose();
        }
    }
}
