using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.Http.Conformance;

/// <summary>HttpClient's own limits beside a context: the one that came first is named, and the other is not.</summary>
public sealed class ClientTimeoutTests
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _long = TimeSpan.FromHours(1);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _reached = new("the call is where it is to end");
    private readonly Signal _gone = new("the server sees the client leave");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    /// <summary>Version, and in which phase the call ends.</summary>
    public static TheoryData<string, string> Phases => new()
    {
        { "1.1", "/headers" },
        { "2.0", "/headers" },
        { "1.1", "/body" },
        { "2.0", "/body" },
    };

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H26")]
    public async Task GetAsync_TimeoutOfClientInDial_IsWhatHttpClientThrows(string version)
    {
        var dial = new StuckDial();
        await using var server = await StartAsync(version);
        using var http = server.CreateClient(handler => handler.ConnectCallback = dial.ConnectAsync);
        http.Timeout = _short;
        using var cancel = Context.Background.WithTimeout(_long, out var ctx);

        var call = http.GetAsync(ctx, "/ok");

        AssertIsTimeoutOfClient(await Signal.ThrowsAsync<TaskCanceledException>(call, "the call ends with HttpClient.Timeout"), ctx);
        Assert.False(dial.Connected.IsSet);
        dial.LetGo();
    }

    [Theory]
    [MemberData(nameof(Phases))]
    [Trait("Behaviour", "H26")]
    [Trait("Behaviour", "H29")]
    public async Task GetAsync_TimeoutOfClientFirst_IsWhatHttpClientThrows(string version, string phase)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient();
        http.Timeout = TimeSpan.FromMilliseconds(500);
        using var cancel = Context.Background.WithTimeout(_long, out var ctx);

        var call = http.GetAsync(ctx, phase);

        AssertIsTimeoutOfClient(await Signal.ThrowsAsync<TaskCanceledException>(call, "the call ends with HttpClient.Timeout"), ctx);
    }

    [Theory]
    [MemberData(nameof(Phases))]
    [Trait("Behaviour", "H28")]
    public async Task GetAsync_DeadlineFirst_SaysNothingOfTheClients(string version, string phase)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient();
        http.Timeout = _long;
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var call = http.GetAsync(ctx, phase);
        await _reached.WaitAsync();
        _clock.Advance(_budget);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
        Assert.DoesNotContain("HttpClient.Timeout", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Phases))]
    [Trait("Behaviour", "H30")]
    public async Task GetAsync_CanceledBeforeTimeoutOfClient_IsNoTimeout(string version, string phase)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient();
        http.Timeout = _long;
        using var cancel = Context.Background.WithTimeout(_long, out var ctx);

        var call = http.GetAsync(ctx, phase);
        await _reached.WaitAsync();
        cancel.Cancel();

        var error = await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends with its context");
        Assert.Equal((true, false), (error.IsCanceled(ctx), error.IsDeadlineExceeded(ctx)));
        Assert.Null(error.InnerException as TimeoutException);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H30")]
    public async Task CancelPendingRequests_BeforeHeaders_IsNeitherTimeoutNorTheContexts(string version)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient();
        http.Timeout = _long;
        using var cancel = Context.Background.WithTimeout(_long, out var ctx);

        var call = http.GetAsync(ctx, "/headers");
        await _reached.WaitAsync();
        http.CancelPendingRequests();

        var error = await Signal.ThrowsAsync<TaskCanceledException>(call, "the call ends with the client's requests");
        Assert.Equal((false, false), (error.IsCanceled(ctx), error.IsDeadlineExceeded(ctx)));
        Assert.Null(error.InnerException as TimeoutException);
        Assert.False(ctx.IsDone);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H30")]
    public async Task ReadAsync_BodyEndsInTime_IsPlainEnd(string version)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient();
        http.Timeout = _long;
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        await using var body = await http.GetStreamAsync(ctx, "/ok");
        await body.ReadExactlyAsync(new byte[2], TestContext.Current.CancellationToken);
        Assert.Equal(0, await body.ReadAsync(new byte[1], TestContext.Current.CancellationToken));

        _clock.Advance(_budget);

        Assert.True(ctx.IsDone);
        Assert.Equal(0, await body.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H08")]
    [Trait("Behaviour", "H31")]
    public async Task GetAsync_ConnectTimeout_IsNotTheContexts(string version)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient(handler =>
        {
            handler.ConnectTimeout = _short;
            handler.ConnectCallback = NeverAsync;
        });
        using var cancel = Context.Background.WithTimeout(_long, out var ctx);

        var call = http.GetAsync(ctx, "/ok");

        var error = await Signal.ThrowsAsync<TaskCanceledException>(call, "the call ends with ConnectTimeout");
        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.Equal((false, false), (error.IsCanceled(ctx), error.IsDeadlineExceeded(ctx)));
        Assert.DoesNotContain("HttpClient.Timeout", error.Message, StringComparison.Ordinal);
        Assert.False(ctx.IsDone);
    }

    private static async ValueTask<Stream> NeverAsync(SocketsHttpConnectionContext connection, CancellationToken token)
    {
        await Task.Delay(Timeout.Infinite, token);
        return Stream.Null;
    }

    private static void AssertIsTimeoutOfClient(TaskCanceledException error, Context ctx)
    {
        Assert.Contains("HttpClient.Timeout", error.Message, StringComparison.Ordinal);
        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.Equal((false, false), (error.IsCanceled(ctx), error.IsDeadlineExceeded(ctx)));
        Assert.False(ctx.IsDone);
    }

    private Task<LoopbackServer> StartAsync(string version) =>
        LoopbackServer.StartAsync(version, app =>
        {
            app.Map("/ok", (HttpContext http) => http.Response.WriteAsync("ok"));
            app.Map("/headers", (HttpContext http) =>
            {
                _reached.Set();
                return http.UntilGoneAsync(_gone);
            });
            app.Map("/body", async (HttpContext http) =>
            {
                await http.StartBodyAsync();
                _reached.Set();
                await http.UntilGoneAsync(_gone);
            });
        });
}
