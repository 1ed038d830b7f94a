using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>What a call sends, when it ends, and with which error.</summary>
public sealed class SendTests
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _arrived = new("the request reaches the server");
    private readonly Signal _gone = new("the server sees the client leave");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H04")]
    [Trait("Behaviour", "H10")]
    [Trait("Behaviour", "H21")]
    public async Task GetAsync_DeadlineBeforeHeaders_ThrowsAndTellsServer(string version)
    {
        await using var server = await StartSilentAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var call = http.GetAsync(ctx, "/report");
        await _arrived.WaitAsync();
        _clock.Advance(_budget);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
        Assert.StartsWith($"context deadline exceeded: GET {server.Address}report", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{nameof(SendTests)}.cs", error.Message, StringComparison.Ordinal);
        Assert.Equal(ctx.Token, error.CancellationToken);
        await _gone.WaitAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H10")]
    [Trait("Behaviour", "H22")]
    [Trait("Behaviour", "H23")]
    public async Task GetAsync_Canceled_ThrowsWithCause(string version)
    {
        var cause = new InvalidOperationException("the user clicked again");
        await using var server = await StartSilentAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);

        var call = http.GetAsync(ctx, "/report");
        await _arrived.WaitAsync();
        cancel.Cancel(cause);

        var error = await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends with its context");
        Assert.Same(cause, error.InnerException);
        await _gone.WaitAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task GetStringAsync_DeadlineBeforeHeaders_Throws(string version)
    {
        await using var server = await StartSilentAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var call = http.GetStringAsync(ctx, "/report");
        await _arrived.WaitAsync();
        _clock.Advance(_budget);

        await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
        await _gone.WaitAsync();
    }

    public static TheoryData<string> Calls => [.. _calls.Keys];

    private static readonly Dictionary<string, Func<HttpClient, Context, Task>> _calls = new()
    {
        ["SendAsync"] = (http, ctx) => http.SendAsync(ctx, new HttpRequestMessage(HttpMethod.Get, "/x")),
        ["GetAsync"] = (http, ctx) => http.GetAsync(ctx, "/x"),
        ["GetAsync, headers"] = (http, ctx) => http.GetAsync(ctx, "/x", HttpCompletionOption.ResponseHeadersRead),
        ["PostAsync"] = (http, ctx) => http.PostAsync(ctx, "/x", new StringContent("x")),
        ["PutAsync"] = (http, ctx) => http.PutAsync(ctx, "/x", new StringContent("x")),
        ["PatchAsync"] = (http, ctx) => http.PatchAsync(ctx, "/x", new StringContent("x")),
        ["DeleteAsync"] = (http, ctx) => http.DeleteAsync(ctx, "/x"),
        ["GetStringAsync"] = (http, ctx) => http.GetStringAsync(ctx, "/x"),
        ["GetByteArrayAsync"] = (http, ctx) => http.GetByteArrayAsync(ctx, "/x"),
        ["GetStreamAsync"] = (http, ctx) => http.GetStreamAsync(ctx, "/x"),
        ["GetFromJsonAsync"] = (http, ctx) => http.GetFromJsonAsync<Report>(ctx, "/x"),
        ["GetFromJsonAsync, typed"] = (http, ctx) => http.GetFromJsonAsync(ctx, "/x", ReportJson.Default.Report),
        ["GetFromJsonAsAsyncEnumerable"] = (http, ctx) => http.GetFromJsonAsAsyncEnumerable<Report>(ctx, "/x").FirstOrDefaultAsync().AsTask(),
        ["GetFromJsonAsAsyncEnumerable, options"] = (http, ctx) =>
            http.GetFromJsonAsAsyncEnumerable<Report>(ctx, "/x", ReportJson.Default.Options).FirstOrDefaultAsync().AsTask(),
        ["GetFromJsonAsAsyncEnumerable, typed"] = (http, ctx) =>
            http.GetFromJsonAsAsyncEnumerable(ctx, "/x", ReportJson.Default.Report).FirstOrDefaultAsync().AsTask(),
        ["DeleteFromJsonAsync"] = (http, ctx) => http.DeleteFromJsonAsync<Report>(ctx, "/x"),
        ["DeleteFromJsonAsync, options"] = (http, ctx) => http.DeleteFromJsonAsync<Report>(ctx, "/x", ReportJson.Default.Options),
        ["DeleteFromJsonAsync, typed"] = (http, ctx) => http.DeleteFromJsonAsync(ctx, "/x", ReportJson.Default.Report),
        ["PostAsJsonAsync"] = (http, ctx) => http.PostAsJsonAsync(ctx, "/x", new Report("x", 1)),
        ["PostAsJsonAsync, options"] = (http, ctx) => http.PostAsJsonAsync(ctx, "/x", new Report("x", 1), ReportJson.Default.Options),
        ["PutAsJsonAsync"] = (http, ctx) => http.PutAsJsonAsync(ctx, "/x", new Report("x", 1)),
        ["PutAsJsonAsync, options"] = (http, ctx) => http.PutAsJsonAsync(ctx, "/x", new Report("x", 1), ReportJson.Default.Options),
        ["PatchAsJsonAsync"] = (http, ctx) => http.PatchAsJsonAsync(ctx, "/x", new Report("x", 1)),
        ["PatchAsJsonAsync, options"] = (http, ctx) => http.PatchAsJsonAsync(ctx, "/x", new Report("x", 1), ReportJson.Default.Options),
    };

    [Theory]
    [MemberData(nameof(Calls))]
    [Trait("Behaviour", "H01")]
    public async Task Call_ContextDone_ConnectsNowhereAndThrows(string call)
    {
        var connects = 0;
        await using var server = await LoopbackServer.StartAsync("1.1", http => http.Response.WriteAsync("{}"));
        using var http = server.CreateClient(handler => handler.ConnectCallback = async (connection, token) =>
        {
            Interlocked.Increment(ref connects);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(connection.DnsEndPoint, token);
            return new NetworkStream(socket, ownsSocket: true);
        });
        Context.Background.WithCancel(out var ctx).Cancel();

        var error = await Assert.ThrowsAsync<ContextCanceledException>(() => _calls[call](http, ctx));

        Assert.Matches(@"^context canceled: [A-Z]+ http://127\.0\.0\.1:\d+/x", error.Message);
        Assert.Equal(0, connects);

        // The counter counts: a live context connects.
        await http.GetAsync(Context.Background, "/x");
        Assert.Equal(1, connects);
    }

    [Fact]
    public async Task GetAsync_ContextDone_AsksNoHandler()
    {
        using var cancel = Context.Background.WithCancel(out var ctx);
        var failure = new InvalidOperationException("asked");
        using var http = new HttpClient(new FailingHandler(() => failure, cancel));
        cancel.Cancel();

        await Assert.ThrowsAsync<ContextCanceledException>(() => http.GetAsync(ctx, "http://localhost/"));
    }

    [Fact]
    public async Task GetAsync_ConnectionRefused_PassesUnchanged()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var http = new HttpClient();
        using var cancel = Context.Background.WithTimeout(TimeSpan.FromMinutes(1), out var ctx);

        // Bound, so that nobody else gets the port, but not listening.
        var call = http.GetAsync(ctx, $"http://{listener.LocalEndPoint}/");

        var error = await Signal.ThrowsAsync<HttpRequestException>(call, "the call ends with the refusal");
        Assert.Equal(HttpRequestError.ConnectionError, error.HttpRequestError);
        Assert.False(ctx.IsDone);
    }

    [Fact]
    [Trait("Behaviour", "H29")]
    public async Task GetAsync_TimeoutOfClient_PassesUnchanged()
    {
        await using var server = await StartSilentAsync("1.1");
        using var http = server.CreateClient();
        http.Timeout = TimeSpan.FromMilliseconds(50);
        using var cancel = Context.Background.WithTimeout(TimeSpan.FromMinutes(1), out var ctx);

        var call = http.GetAsync(ctx, "/report");

        var error = await Signal.ThrowsAsync<TaskCanceledException>(call, "the call ends with HttpClient.Timeout");
        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.False(ctx.IsDone);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H26")]
    [Trait("Behaviour", "H29")]
    public async Task GetAsync_TimeoutOfClientInBody_IsWhatHttpClientThrows(string version)
    {
        await using var server = await LoopbackServer.StartAsync(version, async http =>
        {
            await http.StartBodyAsync();
            await http.UntilGoneAsync(_gone);
        });
        using var http = server.CreateClient(handler => handler.ResponseDrainTimeout = TimeSpan.Zero);
        http.Timeout = TimeSpan.FromMilliseconds(200);
        using var cancel = Context.Background.WithTimeout(TimeSpan.FromMinutes(1), out var ctx);

        var call = http.GetAsync(ctx, "/report");

        var error = await Signal.ThrowsAsync<TaskCanceledException>(call, "the call ends with HttpClient.Timeout");
        Assert.Equal("The request was canceled due to the configured HttpClient.Timeout of 0.2 seconds elapsing.", error.Message);
        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.False(error.IsCanceled() || error.IsDeadlineExceeded());
        await _gone.WaitAsync();
    }

    [Fact]
    public async Task GetAsync_BodyBeyondBufferSizeOfClient_Throws()
    {
        await using var server = await LoopbackServer.StartAsync("1.1", http => http.Response.WriteAsync("too long"));
        using var http = server.CreateClient();
        http.MaxResponseContentBufferSize = 3;
        using var cancel = Context.Background.WithCancel(out var ctx);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(ctx, "/report"));

        Assert.Equal(HttpRequestError.ConfigurationLimitExceeded, error.HttpRequestError);
    }

    [Fact]
    public async Task GetAsync_HandlerWrapsCancellation_ThrowsContextError()
    {
        using var cancel = Context.Background.WithCancel(out var ctx);
        using var http = new HttpClient(new FailingHandler(
            () => new InvalidOperationException("attempt 1 failed", new OperationCanceledException()), cancel));

        var error = await Assert.ThrowsAsync<ContextCanceledException>(() => http.GetAsync(ctx, "http://localhost/"));

        Assert.StartsWith("context canceled: GET http://localhost/", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Behaviour", "H11")]
    public async Task GetAsync_FailureUnderDoneContext_PassesUnchanged()
    {
        using var cancel = Context.Background.WithCancel(out var ctx);
        var failure = new InvalidOperationException("not the context's");
        using var http = new HttpClient(new FailingHandler(() => failure, cancel));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => http.GetAsync(ctx, "http://localhost/"));

        Assert.Same(failure, error);
    }

    [Fact]
    [Trait("Behaviour", "H11")]
    public async Task GetAsync_RefusedUnderDoneContext_PassesUnchanged()
    {
        using var cancel = Context.Background.WithCancel(out var ctx);
        var failure = new HttpRequestException(HttpRequestError.ConnectionError, "refused", new SocketException((int)SocketError.ConnectionRefused));
        using var http = new HttpClient(new FailingHandler(() => failure, cancel));

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(ctx, "http://localhost/"));

        Assert.Same(failure, error);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H04")]
    public async Task PostAsync_DeadlineDuringUpload_ThrowsAndTellsServer(string version)
    {
        await using var server = await LoopbackServer.StartAsync(version, async http =>
        {
            await http.Request.Body.ReadExactlyAsync(new byte[1]);
            _arrived.Set();
            try
            {
                // To its end, which does not come: an upload that lies unread hides that the client left.
                await http.Request.Body.CopyToAsync(Stream.Null);
            }
            finally
            {
                _gone.Set();
            }
        });
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var call = http.PostAsync(ctx, "/upload", new StreamContent(new StallingStream(new byte[64 * 1024])));
        await _arrived.WaitAsync();
        _clock.Advance(_budget);

        await Signal.ThrowsAsync<DeadlineExceededException>(call, "the upload ends with the deadline");
        await _gone.WaitAsync();
    }

    [Fact]
    [Trait("Behaviour", "H04")]
    [Trait("Behaviour", "H05")]
    public async Task GetAsync_DeadlineInQueueForConnection_ThrowsAndLosesNoSlot()
    {
        await using var server = await StartSilentAsync("1.1");
        using var http = server.CreateClient(handler => handler.MaxConnectionsPerServer = 1);
        using var cancel = Context.Background.WithCancel(out var first);
        var busy = http.GetAsync(first, "/report");
        await _arrived.WaitAsync();
        using var cancelQueued = Context.Root(_clock).WithTimeout(_budget, out var queued);

        var waiting = http.GetAsync(queued, "/queued");
        _clock.Advance(_budget);

        await Signal.ThrowsAsync<DeadlineExceededException>(waiting, "the wait for a connection ends with the deadline");
        cancel.Cancel();
        await Signal.ThrowsAsync<ContextCanceledException>(busy, "the call in flight ends");
        Assert.Equal("ok", await Signal.WaitAsync(http.GetStringAsync(Context.Background, "/ok"), "the slot is free again"));
    }

    [Fact]
    [Trait("Behaviour", "H25")]
    public async Task GetAsync_DeadlineAfterRedirect_NamesAddressAskedFor()
    {
        await using var server = await LoopbackServer.StartAsync("1.1", async http =>
        {
            if (http.Request.Path == "/asked")
            {
                http.Response.Redirect("/elsewhere");
                return;
            }

            _arrived.Set();
            await http.UntilGoneAsync(_gone);
        });
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var call = http.GetAsync(ctx, "/asked");
        await _arrived.WaitAsync();
        _clock.Advance(_budget);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
        Assert.StartsWith($"context deadline exceeded: GET {server.Address}asked", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_Buffered_StaysReadableAfterScope()
    {
        await using var server = await LoopbackServer.StartAsync("1.1", http => http.Response.WriteAsync("whole"));
        using var http = server.CreateClient();

        using var response = await FetchAsync(http, Context.Background);

        Assert.Equal("whole", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        static async Task<HttpResponseMessage> FetchAsync(HttpClient http, Context ctx)
        {
            using var cancel = ctx.WithTimeout(TimeSpan.FromMinutes(1), out ctx);
            return await http.GetAsync(ctx, "/report");
        }
    }

    [Fact]
    public async Task SendAsync_DefaultVersionOfClient_IsUsed()
    {
        await using var server = await LoopbackServer.StartAsync("2.0", http => http.Response.WriteAsync(http.Request.Protocol));
        using var http = server.CreateClient();

        Assert.Equal("HTTP/2", await http.GetStringAsync(Context.Background, "/"));
        using var response = await http.GetAsync(Context.Background, "/");
        Assert.Equal("HTTP/2", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task GetStreamAsync_StatusSaysFailure_ThrowsAndLeavesBody(string version)
    {
        await using var server = await LoopbackServer.StartAsync(version, async http =>
        {
            http.Response.StatusCode = 503;
            await http.StartBodyAsync();
            await http.UntilGoneAsync(_gone);
        });
        using var http = server.CreateClient(handler => handler.ResponseDrainTimeout = TimeSpan.Zero);
        using var cancel = Context.Background.WithCancel(out var ctx);

        var call = http.GetStreamAsync(ctx, "/report");

        var error = await Signal.ThrowsAsync<HttpRequestException>(call, "the call ends with the status");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, error.StatusCode);
        await _gone.WaitAsync();
    }

    private Task<LoopbackServer> StartSilentAsync(string version) =>
        LoopbackServer.StartAsync(version, async http =>
        {
            if (http.Request.Path == "/ok")
            {
                await http.Response.WriteAsync("ok");
                return;
            }

            _arrived.Set();
            await http.UntilGoneAsync(_gone);
        });

    /// <summary>Ends the context, then fails.</summary>
    private sealed class FailingHandler(Func<Exception> failure, CancelScope cancel) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancel.Cancel();
            return Task.FromException<HttpResponseMessage>(failure());
        }
    }

    /// <summary>An upload that stops in the middle.</summary>
    private sealed class StallingStream(byte[] start) : MemoryStream(start)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == Length)
                await Task.Delay(Timeout.Infinite, cancellationToken);

            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
