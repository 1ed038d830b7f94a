using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Plumbline.Faults.Stage;
using Plumbline.Http;
using Plumbline.Loopback;

namespace Plumbline.Faults;

/// <summary>Fault 9: the client reads too slowly, here not at all, and the service's write waits for it.</summary>
public sealed class SlowClientTests
{
    private const int ChunkSize = 64 * 1024;
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly Signal _stuck = new("a write waits for the client");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Deadline_WriteWaits_EndsItAndAbortsResponse(string version)
    {
        await using var service = await Hop.StartAsync(version, WriteOnAsync, _limit);
        using var http = Clients.New(version, service.Address);

        using var response = await Signal.WaitAsync(
            http.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken), "the headers arrive");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await _stuck.WaitAsync();
        service.Clock.Advance(_limit);

        // The handler is let go though the client still does not read, and when it does, it gets an error.
        await service.Running.WaitAsync(0);
        Assert.Single(service.Endings).AssertOver();
        await Assert.ThrowsAnyAsync<Exception>(() => Signal.WaitAsync(
            response.Content.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken), "the body breaks off"));
        http.Dispose();
        await service.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Deadline_WriteWaits_SendsNoLastChunk()
    {
        await using var service = await Hop.StartAsync("1.1", WriteOnAsync, _limit);
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(IPAddress.Loopback, service.Address.Port, TestContext.Current.CancellationToken);

        await client.SendAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {service.Address.Authority}\r\n\r\n"), SocketFlags.None);
        await _stuck.WaitAsync();
        var begin = new byte["HTTP/1.1 200 OK".Length];
        await client.ReceiveAsync(begin, SocketFlags.None);
        service.Clock.Advance(_limit);
        await service.Running.WaitAsync(0);

        Assert.Equal("HTTP/1.1 200 OK"u8, begin);
        var received = await Signal.WaitAsync(ReceiveAllAsync(client), "the connection ends");
        Assert.False(received.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal));
        await service.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Deadline_SlowReaderOfRelay_EndsUpstreamToo(string version)
    {
        await using var upstream = await Hop.StartAsync(version, WriteOnAsync);
        await using var chain = await Chain.StartAsync(
            version,
            upstream.Address,
            async (ctx, http, context) =>
            {
                await using var body = await http.GetStreamAsync(ctx, "/");
                await body.CopyToAsync(context.Response.Body, ctx);
            },
            _limit,
            onward: Drain);

        using var response = await Signal.WaitAsync(
            chain.Caller.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken), "the headers arrive");
        await _stuck.WaitAsync();
        chain.Service.Clock.Advance(_limit);

        await chain.Service.Running.WaitAsync(0);
        await upstream.Running.WaitAsync(0);
        Assert.Single(chain.Service.Endings).AssertOver();
        Assert.Single(upstream.Endings).AssertCallerGone();
        await chain.AssertNothingLeftAsync(upstream);
    }

    // What SocketsHttpHandler does unless told otherwise: here the upstream sends faster than anybody can read.
    private static void Drain(SocketsHttpHandler handler)
    {
        using var usual = new SocketsHttpHandler();
        handler.ResponseDrainTimeout = usual.ResponseDrainTimeout;
        handler.MaxResponseDrainSize = usual.MaxResponseDrainSize;
    }

    /// <summary>Writes without end, and says when a write has to wait.</summary>
    private async Task WriteOnAsync(Context ctx, HttpContext http)
    {
        var chunk = new byte[ChunkSize];
        while (true)
        {
            var write = http.Response.Body.WriteAsync(chunk, ctx);
            if (!write.IsCompleted)
                _stuck.Set();

            await write;
        }
    }

    // A reset loses what was on its way, and ends it just as well.
    private static async Task<string> ReceiveAllAsync(Socket socket)
    {
        var received = new StringBuilder();
        var buffer = new byte[ChunkSize];
        try
        {
            while (await socket.ReceiveAsync(buffer, SocketFlags.None) is var count and > 0)
                received.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (SocketException)
        {
        }

        return received.ToString();
    }
}
