using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>The call's context bounds the body, whatever the reader does.</summary>
public sealed class BodyTests
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _gone = new("the server sees the client leave");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [InlineData(HttpCompletionOption.ResponseContentRead)]
    [InlineData(HttpCompletionOption.ResponseHeadersRead)]
    public async Task ReadToEnd_Trailers_AreThere(HttpCompletionOption completion)
    {
        await using var server = await LoopbackServer.StartAsync("2.0", async http =>
        {
            http.Response.DeclareTrailer("x-checksum");
            await http.Response.WriteAsync("whole");
            http.Response.AppendTrailer("x-checksum", "42");
        });
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);

        using var response = await http.GetAsync(ctx, "/report", completion);

        Assert.Equal("whole", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["42"], response.TrailingHeaders.GetValues("x-checksum"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H04")]
    [Trait("Behaviour", "H20")]
    public async Task GetAsync_DeadlineWhileBuffering_ThrowsAndTellsServer(string version)
    {
        var started = new Signal("the server has sent the beginning of the body");
        await using var server = await LoopbackServer.StartAsync(version, async http =>
        {
            await http.StartBodyAsync();
            started.Set();
            await http.UntilGoneAsync(_gone);
        });
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var call = http.GetAsync(ctx, "/report?key=secret");
        await started.WaitAsync();
        _clock.Advance(_budget);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
        Assert.StartsWith($"context deadline exceeded: GET {server.Address}report", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        await _gone.WaitAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H04")]
    [Trait("Behaviour", "H12")]
    public async Task ReadAsync_DeadlineWhileReadPending_ThrowsAndTellsServer(string version)
    {
        await using var server = await StartEndlessAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        using var response = await http.GetAsync(ctx, "/report", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await ReadFirstAsync(body);

        var read = body.ReadAsync(new byte[16], TestContext.Current.CancellationToken).AsTask();
        Assert.False(read.IsCompleted);
        _clock.Advance(_budget);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(read, "the read ends with the call's deadline");
        Assert.StartsWith($"context deadline exceeded: GET {server.Address}report", error.Message, StringComparison.Ordinal);
        await _gone.WaitAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ReadAsync_DeadlineWhileNobodyReads_TellsServerThenThrows(string version)
    {
        await using var server = await StartEndlessAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        using var response = await http.GetAsync(ctx, "/report", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await ReadFirstAsync(body);

        _clock.Advance(_budget);
        await _gone.WaitAsync();

        var read = body.ReadAsync(new byte[16], TestContext.Current.CancellationToken).AsTask();
        await Signal.ThrowsAsync<DeadlineExceededException>(read, "a read after the deadline fails");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ReadAsync_BytesArrivedButUnreadAtDeadline_TellsServer(string version)
    {
        await using var server = await StartEndlessAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        using var response = await http.GetAsync(ctx, "/report", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        // One byte of five: the rest lies in the client's buffer, and completes a read at once.
        Assert.Equal(1, await body.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
        _clock.Advance(_budget);

        await _gone.WaitAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task GetAsync_BodyNeverOpened_TellsServerAtDeadline(string version)
    {
        await using var server = await StartEndlessAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        using var response = await http.GetAsync(ctx, "/report", HttpCompletionOption.ResponseHeadersRead);

        _clock.Advance(_budget);
        await _gone.WaitAsync();

        await Assert.ThrowsAsync<DeadlineExceededException>(
            () => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ReadAsStringAsync_DripBody_EndsWithContext(string version)
    {
        using var dripping = new CancellationTokenSource();
        var dripped = new Signal("a hundred drops were sent");
        await using var server = await LoopbackServer.StartAsync(version, async http =>
        {
            using var registration = http.RequestAborted.Register(_gone.Set);
            for (var drops = 0; !_gone.IsSet; drops++)
            {
                await http.StartBodyAsync(".");
                if (drops == 100)
                    dripped.Set();
            }
        });
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);
        using var response = await http.GetAsync(ctx, "/report", HttpCompletionOption.ResponseHeadersRead);

        var reading = response.Content.ReadAsStringAsync(ctx);
        await dripped.WaitAsync();
        cancel.Cancel(new InvalidOperationException("enough"));

        var error = await Signal.ThrowsAsync<ContextCanceledException>(reading, "the read ends with its context");
        Assert.Equal("enough", error.InnerException?.Message);
        await _gone.WaitAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Read_BlockingAtDeadline_Throws(string version)
    {
        await using var server = await StartEndlessAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        await using var body = await http.GetStreamAsync(ctx, "/report");
        await ReadFirstAsync(body);

        var entered = new Signal("the blocking read is about to start");
        var read = Task.Factory.StartNew(
            () =>
            {
                entered.Set();
                return body.Read(new byte[16], 0, 16);
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await entered.WaitAsync();
        _clock.Advance(_budget);

        await Signal.ThrowsAsync<DeadlineExceededException>(read, "a blocking read ends with the deadline");
        await _gone.WaitAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ReadAsync_CompressedBodyNobodyReads_TellsServer(string version)
    {
        await using var server = await LoopbackServer.StartAsync(version, async http =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await gzip.WriteAsync("first"u8.ToArray());
            await gzip.FlushAsync();
            await http.UntilGoneAsync(_gone);
        });
        using var http = server.CreateClient(handler => handler.AutomaticDecompression = DecompressionMethods.GZip);
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        using var response = await http.GetAsync(ctx, "/report", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await ReadFirstAsync(body);

        _clock.Advance(_budget);

        await _gone.WaitAsync();
        await Assert.ThrowsAsync<DeadlineExceededException>(
            () => body.ReadAsync(new byte[16], TestContext.Current.CancellationToken).AsTask());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Dispose_ContextDoneButCallbackNotRun_TellsServer(string version)
    {
        await using var server = await StartEndlessAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);
        var response = await http.GetAsync(ctx, "/report", HttpCompletionOption.ResponseHeadersRead);

        // At once, so that disposal most often comes before the callback; either way the server is told.
        cancel.Cancel();
        response.Dispose();

        await _gone.WaitAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Dispose_ReadPending_EndsReadAndTellsServer(string version)
    {
        await using var server = await StartEndlessAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);
        var response = await http.GetAsync(ctx, "/report", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await ReadFirstAsync(body);
        var read = body.ReadAsync(new byte[16], TestContext.Current.CancellationToken).AsTask();

        response.Dispose();

        var error = await Signal.ThrowsAsync<ObjectDisposedException>(read, "the pending read ends with the response");
        Assert.Equal("The response was disposed of while its body was in use.", error.Message);
        await _gone.WaitAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ReadAsync_UnderChild_EndsWithChildWhileCallLives(string version)
    {
        await using var server = await StartEndlessAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        using var response = await http.GetAsync(ctx, "/report", HttpCompletionOption.ResponseHeadersRead);
        using var cancelRead = ctx.WithTimeout(_budget / 2, out var call);

        var reading = response.Content.ReadAsStringAsync(call);
        _clock.Advance(_budget / 2);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(reading, "the read ends with the child's deadline");
        Assert.True(error.IsDeadlineExceeded(call));
        Assert.Equal(call.Token, error.CancellationToken);
        Assert.False(ctx.IsDone);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H13")]
    public async Task ReadToEnd_ContextCanceledLater_KeepsConnection(string version)
    {
        var connections = new HashSet<string>();
        await using var server = await LoopbackServer.StartAsync(version, http =>
        {
            connections.Add(http.Connection.Id);
            return http.Response.WriteAsync("whole");
        });
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);
        using var response = await http.GetAsync(ctx, "/report", HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal("whole", await response.Content.ReadAsStringAsync(ctx));
        cancel.Cancel();
        await ctx.Done.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("whole", await http.GetStringAsync(Context.Background, "/report"));

        Assert.Single(connections);
    }

    [Fact]
    public async Task ReadAsync_BodyTruncatedByServer_PassesUnchanged()
    {
        var cut = new Signal("the client has the beginning of the body");
        await using var server = await LoopbackServer.StartAsync("1.1", async http =>
        {
            http.Response.ContentLength = 100;
            await http.StartBodyAsync();
            await cut.WaitAsync();
            http.Abort();
        });
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        using var response = await http.GetAsync(ctx, "/report", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await ReadFirstAsync(body);

        cut.Set();

        var read = body.ReadAsync(new byte[16], TestContext.Current.CancellationToken).AsTask();
        await Assert.ThrowsAnyAsync<IOException>(() => Signal.WaitAsync(read, "the read ends with the connection"));
    }

    [Fact]
    public async Task GetAsync_HeadersRead_KeepsContentHeaders()
    {
        await using var server = await LoopbackServer.StartAsync("1.1", http =>
        {
            http.Response.ContentType = "text/csv; charset=utf-8";
            http.Response.ContentLength = 5;
            http.Response.Headers.ContentLanguage = "tlh";
            return http.Response.WriteAsync("whole");
        });
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);

        using var response = await http.GetAsync(ctx, "/report", HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(5, response.Content.Headers.ContentLength);
        Assert.Equal(["tlh"], response.Content.Headers.ContentLanguage);
        Assert.Equal("whole", Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(ctx)));
    }

    [Fact]
    public async Task CopyToAsync_Twice_SaysItWasRead()
    {
        await using var server = await LoopbackServer.StartAsync("1.1", http => http.Response.WriteAsync("whole"));
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);
        using var response = await http.GetAsync(ctx, "/report", HttpCompletionOption.ResponseHeadersRead);
        await response.Content.CopyToAsync(Stream.Null, ctx);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => response.Content.CopyToAsync(Stream.Null, ctx));

        Assert.Equal("The response body has already been read; it comes from the network only once.", error.Message);
    }

    private Task<LoopbackServer> StartEndlessAsync(string version) =>
        LoopbackServer.StartAsync(version, async http =>
        {
            await http.StartBodyAsync();
            await http.UntilGoneAsync(_gone);
        });

    private static async Task ReadFirstAsync(Stream body)
    {
        var first = new byte[5];
        await body.ReadExactlyAsync(first, TestContext.Current.CancellationToken);
        Assert.Equal("first", Encoding.UTF8.GetString(first));
    }
}
