using System.Net;
using Microsoft.AspNetCore.Http;
using Plumbline.Loopback;

namespace Plumbline.Http.Conformance;

/// <summary>Once a call has failed nobody touches what it was to send.</summary>
public sealed class UploadTests
{
    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H18")]
    public async Task PostAsync_CanceledWhileContentIsRead_EndsAfterTheReader(string version)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);
        var source = new StubbornStream();

        var call = EndAsync(http.PostAsync(ctx, "/upload", new StreamContent(source)), source);
        await source.Entered.WaitAsync();
        cancel.Cancel();
        await source.Told.WaitAsync();

        // Time enough for the call to end, were it not to wait: that of another call.
        Assert.Equal("ok", await http.GetStringAsync(Context.Background, "/ok"));
        Assert.False(call.IsCompleted);
        source.LetGo();

        var (wasInUse, reads) = await Signal.WaitAsync(call, "the call ends");
        Assert.False(wasInUse);
        Assert.Equal(2, reads);
        Assert.Equal(2, source.Reads);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H11")]
    public async Task PostAsync_CanceledWhileNobodyTakesTheContent_IsTheContexts(string version)
    {
        var arrived = new Signal("the request reaches the server");
        var gone = new Signal("the server sees the client leave");
        await using var server = await LoopbackServer.StartAsync(version, http =>
        {
            arrived.Set();
            return http.UntilGoneAsync(gone);
        });
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);
        var content = new LongContent();

        var call = http.PostAsync(ctx, "/upload", content);
        await arrived.WaitAsync();
        cancel.Cancel();

        await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends with its context");
        Assert.False(content.IsSent);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H04")]
    public async Task SendAsync_CanceledWhileItWaitsForContinue_SendsNoContent(string version)
    {
        var arrived = new Signal("the request reaches the server");
        var gone = new Signal("the server sees the client leave");
        await using var server = await LoopbackServer.StartAsync(version, http =>
        {
            arrived.Set();
            return http.UntilGoneAsync(gone);
        });
        using var http = server.CreateClient(handler => handler.Expect100ContinueTimeout = TimeSpan.FromHours(1));
        using var cancel = Context.Background.WithCancel(out var ctx);
        var content = new StubbornStream();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/upload"))
        {
            Content = new StreamContent(content),
            Headers = { ExpectContinue = true },
            Version = new Version(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        var call = http.SendAsync(ctx, request);
        await arrived.WaitAsync();
        cancel.Cancel();

        await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends with its context");
        await gone.WaitAsync();
        Assert.Equal(0, content.Reads);
    }

    /// <summary>Whether the source was in use when the call failed, and how often it had been read by then.</summary>
    private static async Task<(bool WasInUse, int Reads)> EndAsync(Task call, StubbornStream source)
    {
        await Assert.ThrowsAsync<ContextCanceledException>(() => call);
        return (source.IsInUse, source.Reads);
    }

    private static Task<LoopbackServer> StartAsync(string version) =>
        LoopbackServer.StartAsync(version, async http =>
        {
            // To its end, which does not come: an upload that lies unread hides that the client left.
            await http.Request.Body.CopyToAsync(Stream.Null);
            await http.Response.WriteAsync("ok");
        });

    /// <summary>More than sockets and servers take unread.</summary>
    private sealed class LongContent : HttpContent
    {
        public bool IsSent { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[64 * 1024 * 1024]);
            IsSent = true;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 64 * 1024 * 1024;
            return true;
        }
    }

    /// <summary>Gives some bytes; the next read ends when it is let go, whatever its token says.</summary>
    private sealed class StubbornStream : MemoryStream
    {
        private readonly Signal _goOn = new("the read may end");
        private int _reads;

        public Signal Entered { get; } = new("the second read has begun");

        public Signal Told { get; } = new("the second read is told to stop");

        public bool IsInUse { get; private set; }

        // Of a length that nobody knows, so that it is asked for more.
        public override bool CanSeek => false;

        public int Reads => Volatile.Read(ref _reads);

        public void LetGo() => _goOn.Set();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Interlocked.Increment(ref _reads) == 1)
                return buffer.Length;

            using var registration = cancellationToken.Register(Told.Set);
            IsInUse = true;
            Entered.Set();
            await _goOn.WaitAsync();
            IsInUse = false;
            return buffer.Length;
        }
    }
}
