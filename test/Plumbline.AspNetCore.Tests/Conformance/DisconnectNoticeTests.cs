using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore.Conformance;

/// <summary>When a server notices that its client has left, and whose context ends then.</summary>
public sealed class DisconnectNoticeTests
{
    private const int ServerBuffer = 16 * 1024;
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _entered = new("the handler is entered");
    private readonly Signal _left = new("the handler is left");
    private readonly Signal _finish = new("the handler may go on");
    private readonly List<string> _connections = [];
    private Exception? _cause;

    [Fact]
    [Trait("Behaviour", "H35")]
    [Trait("Behaviour", "H36")]
    public async Task Disconnect_BodyHasArrivedUnread_IsNoticed()
    {
        await using var server = await StartAsync();

        using (var client = await RawClient.ConnectAsync(server))
        {
            await client.RequestAsync("POST /waits", "Content-Length: 5\r\n");
            await client.SendAsync("whole"u8.ToArray());
            await _entered.WaitAsync();
        }

        await _left.WaitAsync();
        Assert.IsType<ClientDisconnectedException>(_cause);
    }

    [Fact]
    [Trait("Behaviour", "H36")]
    public async Task Disconnect_BehindALongBodyUnread_IsNotNoticedButTheDeadlineIs()
    {
        await using var server = await StartAsync();

        using (var client = await RawClient.ConnectAsync(server))
        {
            await SendLongBodyAsync(client, "/waits");
            await _entered.WaitAsync();
        }

        _clock.Advance(_limit);

        await _left.WaitAsync();
        Assert.IsType<TimeoutException>(_cause);
    }

    [Fact]
    [Trait("Behaviour", "H37")]
    public async Task Request_PipelinedBehindARunningOne_CancelsNothing()
    {
        await using var server = await StartAsync();
        using var client = await RawClient.ConnectAsync(server);

        await client.RequestAsync("GET /neighbour");
        await client.ReceiveUntilAsync("first");
        await client.RequestAsync("GET /second");
        _finish.Set();

        await client.ReceiveUntilAsync("second");
        Assert.Contains("firstlast", client.Received, StringComparison.Ordinal);
        Assert.Null(_cause);
    }

    [Fact]
    [Trait("Behaviour", "H37")]
    public async Task Disconnect_BehindAPipelinedRequest_IsNoticed()
    {
        await using var server = await StartAsync();

        using (var client = await RawClient.ConnectAsync(server))
        {
            await client.RequestAsync("GET /waits");
            await _entered.WaitAsync();
            await client.RequestAsync("GET /second");
        }

        await _left.WaitAsync();
        Assert.IsType<ClientDisconnectedException>(_cause);
    }

    [Fact]
    [Trait("Behaviour", "H39")]
    public async Task Disconnect_OfOneStream_LeavesTheOthersOnTheConnectionAlone()
    {
        await using var server = await StartAsync("2.0");
        using var http = server.CreateClient();
        using var leaving = new CancellationTokenSource();
        using var neighbour = await http.GetAsync(
            "/neighbour", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        var call = http.GetAsync("/waits-too", leaving.Token);
        await _entered.WaitAsync();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _left.WaitAsync();
        Assert.IsType<ClientDisconnectedException>(_cause);
        _cause = null;
        _finish.Set();

        Assert.Equal("firstlast", await Signal.WaitAsync(
            neighbour.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "the neighbour has its answer"));
        Assert.Null(_cause);
        Assert.Equal(2, _connections.Count);
        Assert.Single(_connections.Distinct());
    }

    /// <summary>More than the server takes in without being asked, and much less than was announced.</summary>
    private static async Task SendLongBodyAsync(RawClient client, string path)
    {
        await client.RequestAsync($"POST {path}", "Content-Length: 1000000000\r\n");
        await client.SendAsync(Encoding.ASCII.GetBytes(new string('x', 4 * ServerBuffer)));
    }

    private Task<LoopbackServer> StartAsync(string version = "1.1") =>
        LoopbackServer.StartAsync(
            version,
            app =>
            {
                app.UsePlumbline();
                app.Use((http, next) =>
                {
                    lock (_connections)
                        _connections.Add(http.Connection.Id);
                    return next(http);
                });
                app.Map("/second", () => "second");
                app.Map("/waits", WaitAsync).WithDeadline(_limit);
                app.Map("/waits-too", WaitAsync);
                app.Map("/neighbour", NeighbourAsync);
            },
            services => services
                .AddSingleton<TimeProvider>(_clock)
                .AddPlumbline()
                .Configure<KestrelServerOptions>(kestrel =>
                {
                    // The client's silence is not to end the request: its body is announced, and does not come.
                    kestrel.Limits.MinRequestBodyDataRate = null;
                    kestrel.Limits.MaxRequestBodySize = null;
                })
                .Configure<SocketTransportOptions>(sockets => sockets.MaxReadBufferSize = ServerBuffer));

    private async Task WaitAsync(Context ctx)
    {
        _entered.Set();
        await Signal.WaitAsync(ctx.Done, "the context is done");
        _cause = ctx.Cause;
        _left.Set();
    }

    private async Task NeighbourAsync(HttpContext http, Context ctx)
    {
        http.Response.ContentLength = "firstlast".Length;
        await http.StartBodyAsync();
        await _finish.WaitAsync();
        _cause = ctx.Cause;
        await http.Response.WriteAsync("last");
    }
}
