using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Plumbline.AspNetCore;
using Plumbline.Faults.Stage;
using Plumbline.Http;
using Plumbline.Loopback;

namespace Plumbline.Faults;

/// <summary>Fault 5: nobody listens at the upstream's address. That is at once, and nobody's deadline.</summary>
public sealed class ConnectionRefusedTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly Gauge _attempts = new("attempts to connect");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Call_Refused_FailsAtOnceAndOnce(string version)
    {
        HttpRequestException? error = null;
        var (wasDone, isDeadline, isCanceled) = (true, true, true);
        await using var chain = await Chain.StartAsync(
            version,
            RefusingAddress(),
            async (ctx, http, context) =>
            {
                error = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(ctx, "/"));
                (wasDone, isDeadline, isCanceled) = (ctx.IsDone, error.IsDeadlineExceeded(ctx), error.IsCanceled(ctx));
                context.Response.StatusCode = StatusCodes.Status502BadGateway;
            },
            _limit,
            CountConnects);

        // No clock moves: the answer is there, or the test waits in vain.
        using (var response = await Signal.WaitAsync(chain.Caller.GetAsync(Context.Root(chain.CallerClock), "/"), "the answer arrives"))
        {
            Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
            Assert.False(response.Headers.Contains(ContextHeaders.DeadlineExceeded));
        }

        Assert.Equal((false, false, false), (wasDone, isDeadline, isCanceled));
        Assert.Equal(HttpRequestError.ConnectionError, error?.HttpRequestError);
        Assert.Equal(1, _attempts.Value);
        await chain.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Call_RefusedAfterDeadline_IsTheDeadlines(string version)
    {
        var goOn = new Signal("the attempt may go on");
        await using var chain = await Chain.StartAsync(version, RefusingAddress(), limit: _limit, onward: handler =>
            handler.ConnectCallback = async (endpoint, token) =>
            {
                _attempts.Up();
                await goOn.WaitAsync();
                return await ConnectAsync(endpoint, token);
            });

        var call = chain.Caller.GetAsync(Context.Root(chain.CallerClock), "/");
        await _attempts.WaitAsync(1);
        chain.Service.Clock.Advance(_limit);

        using (var response = await Signal.WaitAsync(call, "the answer arrives"))
            Assert.Equal(ContextHeaders.Endpoint, Assert.Single(response.Headers.GetValues(ContextHeaders.DeadlineExceeded)));
        await chain.Service.Running.WaitAsync(0);
        Assert.Single(chain.Service.Endings).AssertDeadline("GET " + chain.Onward.BaseAddress);

        // What was refused only then is nobody's any more, and no one tries again.
        goOn.Set();
        await chain.AssertNothingLeftAsync();
        Assert.Equal(1, _attempts.Value);
    }

    private static Uri RefusingAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://{listener.LocalEndpoint}/");
    }

    private void CountConnects(SocketsHttpHandler handler) =>
        handler.ConnectCallback = (endpoint, token) =>
        {
            _attempts.Up();
            return ConnectAsync(endpoint, token);
        };

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken token)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
