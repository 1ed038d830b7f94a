using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Plumbline.AspNetCore;
using Plumbline.Faults.Stage;
using Plumbline.Http;
using Plumbline.Loopback;

namespace Plumbline.Faults;

/// <summary>Fault 6: the name takes for ever to resolve, and nothing can cut that short. Whoever waits leaves in time, and alone.</summary>
public sealed class ConnectStallTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly Gauge _attempts = new("attempts to connect");
    private readonly Signal _resolved = new("the name is resolved");
    private CancellationToken _attempt;

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Deadline_NameUnresolved_EndsCallAndNotTheSharedAttempt(string version)
    {
        await using var upstream = await Hop.StartAsync(version, (ctx, http) => http.Response.WriteAsync("there", ctx));
        await using var chain = await Chain.StartAsync(version, upstream.Address, onward: Stall);
        using var cancel = Context.Root(chain.CallerClock).WithTimeout(_limit, out var hasty);

        var call = chain.Caller.GetAsync(hasty, "/");
        await _attempts.WaitAsync(1);
        var waiting = chain.Caller.GetStringAsync(Context.Root(chain.CallerClock), "/");
        await chain.Service.Started.WaitAsync(2);
        chain.Service.Clock.Advance(_limit);

        // Who started the attempt leaves at its deadline...
        using (var response = await Signal.WaitAsync(call, "the answer arrives"))
        {
            Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
            Assert.Equal(ContextHeaders.Caller, Assert.Single(response.Headers.GetValues(ContextHeaders.DeadlineExceeded)));
        }

        Assert.False(_attempt.IsCancellationRequested);
        Assert.Equal(0, upstream.Started.Value);
        _resolved.Set();

        // ... and another one, who waits for the same, gets its connection.
        Assert.Equal("there", await Signal.WaitAsync(waiting, "the other call ends"));
        await chain.Service.Running.WaitAsync(0);
        Assert.Single(chain.Service.Endings, ending => ending.Status == ContextStatus.DeadlineExceeded).AssertDeadline("GET " + upstream.Address);
        Assert.Equal((1, 1), (_attempts.Value, upstream.Started.Value));
        await chain.AssertNothingLeftAsync(upstream);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Cancel_NameUnresolved_EndsCallByHand(string version)
    {
        await using var upstream = await Hop.StartAsync(version, (ctx, http) => http.Response.WriteAsync("there", ctx));
        await using var chain = await Chain.StartAsync(version, upstream.Address, onward: Stall);
        using var cancel = Context.Root(chain.CallerClock).WithCancel(out var ctx);

        var call = chain.Caller.GetAsync(ctx, "/");
        await _attempts.WaitAsync(1);
        cancel.Cancel();

        await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends");
        await chain.Service.Running.WaitAsync(0);
        Assert.Single(chain.Service.Endings).AssertCallerGone();
        _resolved.Set();
        await chain.AssertNothingLeftAsync(upstream);
        Assert.Equal(0, upstream.Started.Value);
    }

    // One connection at a time, so that the second call waits for the first one's attempt on HTTP/1.1 as well.
    private void Stall(SocketsHttpHandler handler)
    {
        handler.MaxConnectionsPerServer = 1;
        handler.ConnectCallback = async (context, token) =>
        {
            _attempt = token;
            _attempts.Up();
            await _resolved.WaitAsync();
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, CancellationToken.None);
            return new NetworkStream(socket, ownsSocket: true);
        };
    }
}
