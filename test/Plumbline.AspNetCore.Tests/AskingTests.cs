using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Http;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>A request that says it may last keeps its deadline: only few are watched over until they do, and those end by theirs, too.</summary>
public sealed class AskingTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _entered = new("the handler is entered");
    private Exception? _thrown;
    private TimeSpan? _remaining;
    private string? _onward;

    /// <summary>Header lines that anybody may write and none of which makes a stream of a response, and how the deadline is answered.</summary>
    public static TheoryData<string, string, string> Headers => new()
    {
        { "Accept", "application/json, text/event-stream", "HTTP/1.1 504 " },
        { "Accept", "text/event-stream, application/json", "HTTP/1.1 504 " },
        { "Accept", "text/event-stream;q=0.5, */*", "HTTP/1.1 504 " },
        { "Accept", "text/event-stream-of-another-kind", "HTTP/1.1 504 " },
        { "Connection", "upgrade", "HTTP/1.1 504 " },
        { "Connection", "upgrade\r\nUpgrade: h2c", "HTTP/1.1 504 " },
        { "Content-Type", "application/grpc", "Grpc-Status: 4\r\n" },
        { "Content-Type", "application/grpc+proto", "Grpc-Status: 4\r\n" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task Request_MerelyAsks_HasItsDeadline(string name, string value, string answer)
    {
        await using var behind = await PlumblineServer.StartAsync("1.1", _clock, app =>
            app.MapGet("/", (HttpContext http) => http.Request.Headers["Context-TTL-Ms"].ToString()));
        using var onward = new HttpClient { BaseAddress = behind.Address };
        await using var server = await StartAsync(onward);
        using var client = await RawClient.ConnectAsync(server);

        await client.RequestAsync("GET /", $"{name}: {value}\r\n");
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        await client.ReceiveUntilAsync(answer);
        Assert.Equal(_limit, _remaining);
        Assert.Equal("5000", _onward);
        Assert.IsType<DeadlineExceededException>(_thrown);
        Assert.Single(server.Log.Entries, entry => IsEnd(entry.Text));
    }

    [Fact]
    public async Task Request_TakesOnlyEventStream_EndsByItsDeadlineAllTheSame()
    {
        await using var behind = await PlumblineServer.StartAsync("1.1", _clock, app =>
            app.MapGet("/", (HttpContext http) => http.Request.Headers["Context-TTL-Ms"].ToString()));
        using var onward = new HttpClient { BaseAddress = behind.Address };
        await using var server = await StartAsync(onward);
        using var http = server.CreateClient();
        http.DefaultRequestHeaders.Add("Accept", "text/event-stream");

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);

        // What the package's limits say: nobody is told of a deadline that may be taken back.
        Assert.Null(_remaining);
        Assert.Equal("", _onward);
        Assert.IsType<TimeoutException>(Assert.IsType<ContextCanceledException>(_thrown).InnerException);
        var (_, text) = Assert.Single(server.Log.Entries, entry => entry.Text.Contains("was answered with 504", StringComparison.Ordinal));
        Assert.Contains("context deadline exceeded: ", text, StringComparison.Ordinal);
        Assert.Contains("RequestContextOptions.DefaultDeadline", text, StringComparison.Ordinal);
        Assert.DoesNotContain("canceled", text, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Level > LogLevel.Information);
    }

    private static bool IsEnd(string text) =>
        text.StartsWith("The request to HTTP: GET / was answered with 504: ", StringComparison.Ordinal)
        || text.StartsWith("The call of HTTP: GET / was answered with gRPC status 4: ", StringComparison.Ordinal);

    private Task<LoopbackServer> StartAsync(HttpClient onward) =>
        PlumblineServer.StartAsync(
            "1.1",
            _clock,
            app => app.MapGet("/", async (Context ctx) =>
            {
                _remaining = ctx.Remaining;
                _onward = await onward.GetStringAsync(ctx, "/");
                _entered.Set();
                await ctx.Done;
                _thrown = ctx.ToException();
                ctx.ThrowIfDone("waiting");
            }),
            options => options.DefaultDeadline = _limit);
}
