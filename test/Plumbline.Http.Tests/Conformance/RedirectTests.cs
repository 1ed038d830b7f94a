using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Plumbline.Loopback;

namespace Plumbline.Http.Conformance;

/// <summary>Every hop of a redirect runs under the call's context, and under the client's limit.</summary>
public sealed class RedirectTests
{
    private readonly Signal _arrived = new("the second hop is reached");
    private readonly Signal _gone = new("the second hop sees the client leave");
    private readonly StuckDial _dial = new();

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H25")]
    public async Task GetAsync_CanceledInSecondHop_ThrowsAndTellsIt(string version)
    {
        await using var second = await StartAsync(version);
        await using var first = await StartAsync(version, second);
        using var http = first.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);

        var call = http.GetAsync(ctx, "/");
        await _arrived.WaitAsync();
        cancel.Cancel();

        await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends with its context");
        await _gone.WaitAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H25")]
    public async Task GetAsync_CanceledBetweenHops_SendsNothingToTheSecond(string version)
    {
        await using var second = await StartAsync(version);
        await using var first = await StartAsync(version, second);
        using var http = first.CreateClient(handler => handler.ConnectCallback = (connection, token) =>
            connection.DnsEndPoint.Port == second.Address.Port
                ? _dial.ConnectAsync(connection, token)
                : StuckDial.ConnectNowAsync(connection, token));
        using var cancel = Context.Background.WithCancel(out var ctx);

        var call = http.GetAsync(ctx, "/");
        await _dial.Started.WaitAsync();
        cancel.Cancel();
        await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends with its context");
        _dial.LetGo();
        await _dial.Connected.WaitAsync();

        // Over the connection that was made for the second hop, so after what it would have sent.
        Assert.Equal("later", await Signal.WaitAsync(http.GetStringAsync(Context.Background, new Uri(second.Address, "/later")), "a later answer"));
        Assert.Equal(1, _dial.Count);
        Assert.False(_arrived.IsSet);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H26")]
    public async Task GetAsync_TimeoutOfClientInSecondHop_IsWhatHttpClientThrows(string version)
    {
        await using var second = await StartAsync(version);
        await using var first = await StartAsync(version, second);
        using var http = first.CreateClient();
        http.Timeout = TimeSpan.FromMilliseconds(500);
        using var cancel = Context.Background.WithTimeout(TimeSpan.FromHours(1), out var ctx);

        var call = http.GetAsync(ctx, "/");

        var error = await Signal.ThrowsAsync<TaskCanceledException>(call, "the call ends with HttpClient.Timeout");
        Assert.Contains("HttpClient.Timeout", error.Message, StringComparison.Ordinal);
        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.False(ctx.IsDone);
    }

    private Task<LoopbackServer> StartAsync(string version) =>
        LoopbackServer.StartAsync(version, app =>
        {
            app.Map("/later", (HttpContext http) => http.Response.WriteAsync("later"));
            app.MapFallback((HttpContext http) =>
            {
                _arrived.Set();
                return http.UntilGoneAsync(_gone);
            });
        });

    /// <summary>Sends everybody on to another server.</summary>
    private static Task<LoopbackServer> StartAsync(string version, LoopbackServer to) =>
        LoopbackServer.StartAsync(version, http =>
        {
            http.Response.Redirect(new Uri(to.Address, "/hop").ToString());
            return Task.CompletedTask;
        });
}
