using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Http;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore.Conformance;

/// <summary>A connection that is upgraded on both sides of a service ends behind it with the request's context.</summary>
public sealed class ForwardedUpgradeTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _left = new("the connection behind ends");
    private readonly Signal _told = new("the service between knows why");
    private Exception? _cause;

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Fact]
    [Trait("Behaviour", "H57")]
    public async Task Upgrade_ClientLeaves_EndsTheConnectionBehind()
    {
        await using var behind = await StartBehindAsync("1.1");
        using var onward = behind.CreateClient();
        await using var edge = await StartEdgeAsync(onward);

        using (var client = await RawClient.ConnectAsync(edge))
            await EchoAsync(client, "/");

        await _left.WaitAsync();
        await _told.WaitAsync();
        Assert.IsType<ClientDisconnectedException>(_cause);
    }

    [Fact]
    [Trait("Behaviour", "H57")]
    public async Task Upgrade_DeadlineOfTheEndpoint_EndsTheConnectionBehind()
    {
        await using var behind = await StartBehindAsync("1.1");
        using var onward = behind.CreateClient();
        await using var edge = await StartEdgeAsync(onward);
        using var client = await RawClient.ConnectAsync(edge);
        await EchoAsync(client, "/limited");

        _clock.Advance(_limit);

        await _left.WaitAsync();
        await _told.WaitAsync();
        Assert.IsType<TimeoutException>(_cause);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H51")]
    [Trait("Behaviour", "H57")]
    public async Task WebSocket_ClientLeaves_EndsTheOneBehind(string version)
    {
        await using var behind = await StartBehindAsync(version);
        await using var edge = await PlumblineServer.StartAsync(version, _clock, app =>
        {
            app.UseWebSockets();
            app.Map("/socket", (HttpContext http, Context ctx) => ForwardSocketAsync(ctx, http, behind, version));
        });
        using var network = new HttpMessageInvoker(new SocketsHttpHandler());
        using var socket = await ConnectAsync(Context.Background, network, edge, version);
        await socket.SendAsync("there"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        var echo = new byte[5];
        await socket.ReceiveAsync(echo, TestContext.Current.CancellationToken);
        Assert.Equal("there", Encoding.ASCII.GetString(echo));

        socket.Abort();

        await _left.WaitAsync();
        await _told.WaitAsync();
        Assert.IsType<ClientDisconnectedException>(_cause);
    }

    private static async Task EchoAsync(RawClient client, string path)
    {
        await client.RequestAsync($"GET {path}", "Connection: Upgrade\r\nUpgrade: echo\r\n");
        await client.ReceiveUntilAsync("101 ");
        await client.SendAsync("there"u8.ToArray());
        await client.ReceiveUntilAsync("there");
    }

    private static async Task<ClientWebSocket> ConnectAsync(Context ctx, HttpMessageInvoker network, LoopbackServer server, string version)
    {
        var socket = new ClientWebSocket();
        socket.Options.HttpVersion = new Version(version);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        await socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/socket"), network, ctx);
        return socket;
    }

    /// <summary>Sends everything back.</summary>
    private Task<LoopbackServer> StartBehindAsync(string version) =>
        LoopbackServer.StartAsync(version, app =>
        {
            app.UseWebSockets();
            app.Map("/socket", async (HttpContext http) =>
            {
                using var socket = await http.WebSockets.AcceptWebSocketAsync();
                await EndAsync(CopyAsync(socket, socket, http.RequestAborted));
                _left.Set();
            });
            app.MapFallback(async (HttpContext http) =>
            {
                await using var connection = await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
                await EndAsync(connection.CopyToAsync(connection));
                _left.Set();
            });
        });

    private Task<LoopbackServer> StartEdgeAsync(HttpClient onward) =>
        PlumblineServer.StartAsync("1.1", _clock, app =>
        {
            app.MapGet("/", ForwardAsync);
            app.MapGet("/limited", ForwardAsync).WithDeadline(_limit);

            Task ForwardAsync(HttpContext http, Context ctx) => ForwardUpgradeAsync(ctx, http, onward);
        });

    private async Task ForwardUpgradeAsync(Context ctx, HttpContext http, HttpClient onward)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("echo");
        using var response = await onward.SendAsync(ctx, request, HttpCompletionOption.ResponseHeadersRead);
        await using var behind = await response.Content.ReadAsStreamAsync(ctx);
        http.Response.Headers.Upgrade = "echo";
        await using var front = await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();

        // Told no token: it is the call's context that ends the connection behind, and not that this method is left.
        var copying = Task.WhenAll(EndAsync(front.CopyToAsync(behind)), EndAsync(behind.CopyToAsync(front)));
        await TellAsync(ctx);
        await _left.WaitAsync();
        await Task.WhenAny(copying);
    }

    private async Task ForwardSocketAsync(Context ctx, HttpContext http, LoopbackServer onward, string version)
    {
        using var network = new HttpMessageInvoker(new SocketsHttpHandler());
        using var front = await http.WebSockets.AcceptWebSocketAsync();
        using var behind = await ConnectAsync(ctx, network, onward, version);
        var copying = Task.WhenAll(
            EndAsync(CopyAsync(front, behind, CancellationToken.None)), EndAsync(CopyAsync(behind, front, ctx)));
        await TellAsync(ctx);
        await _left.WaitAsync();
        await copying;
    }

    private async Task TellAsync(Context ctx)
    {
        await Signal.WaitAsync(ctx.Done, "the context is done");
        _cause = ctx.Cause;
        _told.Set();
    }

    private static async Task CopyAsync(WebSocket from, WebSocket to, CancellationToken token)
    {
        var buffer = new byte[64];
        while (true)
        {
            var message = await from.ReceiveAsync(buffer.AsMemory(), token);
            await to.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, message.EndOfMessage, token);
        }
    }

    /// <summary>How it ends does not matter.</summary>
    private static async Task EndAsync(Task task) => await Task.WhenAny(task);
}
