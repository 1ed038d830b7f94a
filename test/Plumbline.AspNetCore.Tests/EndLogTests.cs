using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>One line for each request whose context ended, with its endpoint, its budget and where that was set; and no error.</summary>
public sealed class EndLogTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _entered = new("the handler is entered");

    [Fact]
    public async Task Deadline_FrameworkThrows_SaysBudgetAndPlace()
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app => app.MapGet("/orders/{id}", WaitAsync).WithDeadline(_limit));
        using var http = server.CreateClient();

        var call = http.GetAsync("/orders/4711?secret", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        var (level, text) = Assert.Single(server.Log.Entries, IsEnd);
        Assert.Equal(LogLevel.Information, level);
        Assert.StartsWith(
            "The request to HTTP: GET /orders/{id} => WaitAsync was answered with 504: context deadline exceeded: ", text, StringComparison.Ordinal);
        Assert.Contains("5 s", text, StringComparison.Ordinal);
        Assert.Contains("EndLogTests.cs:", text, StringComparison.Ordinal);
        AssertQuiet(server);
    }

    [Fact]
    public async Task Deadline_ResponseWhole_IsSaidAtDebug()
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app => app.MapGet("/", async (Context ctx) =>
        {
            _entered.Set();
            await ctx.Done;
        }).WithDeadline(_limit));
        using var http = server.CreateClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        var (level, text) = Assert.Single(server.Log.Entries, IsEnd);
        Assert.Equal(LogLevel.Debug, level);
        Assert.StartsWith("The response of HTTP: GET / was whole and left as it was", text, StringComparison.Ordinal);
        AssertQuiet(server);
    }

    [Fact]
    public async Task Request_Aborted_IsOneLineAtDebug()
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app => app.MapGet("/", (HttpContext http) => http.Abort()));
        using var http = server.CreateClient();

        await Signal.ThrowsAsync<HttpRequestException>(http.GetAsync("/", TestContext.Current.CancellationToken), "the client is cut off");

        await server.Log.WaitForAsync(IsEndText, "the end is logged");
        var (level, text) = Assert.Single(server.Log.Entries, IsEnd);
        Assert.Equal(LogLevel.Debug, level);
        Assert.StartsWith(
            "The request to HTTP: GET / was given up: context canceled: The request was aborted by HttpContext.Abort", text, StringComparison.Ordinal);
        AssertQuiet(server);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Client_LeavesWithTwoMiddlewares_IsOneLineAtDebug(string version)
    {
        var over = new Signal("the request is over");
        await using var server = await LoopbackServer.StartAsync(
            version,
            app =>
            {
                app.Use(async (http, next) =>
                {
                    await next(http);
                    over.Set();
                });
                app.UsePlumbline();
                app.UsePlumbline();
                app.MapGet("/", WaitAsync);
            },
            services => services.AddSingleton<TimeProvider>(_clock).AddPlumbline());
        using var http = server.CreateClient();
        using var leaving = new CancellationTokenSource();

        var call = http.GetAsync("/", leaving.Token);
        await _entered.WaitAsync();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await over.WaitAsync();
        Assert.Equal(LogLevel.Debug, Assert.Single(server.Log.Entries, IsEnd).Level);
        AssertQuiet(server);
    }

    private static bool IsEnd((LogLevel Level, string Text) entry) => IsEndText(entry.Text);

    private static bool IsEndText(string text) =>
        text.StartsWith("The request to ", StringComparison.Ordinal) || text.StartsWith("The response of ", StringComparison.Ordinal);

    private static void AssertQuiet(LoopbackServer server) =>
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Level > LogLevel.Information);

    private async Task WaitAsync(CancellationToken token)
    {
        _entered.Set();
        await Task.Delay(Timeout.Infinite, token);
    }
}
