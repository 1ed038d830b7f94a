using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>A deadline that a client sent, from the wire to the handler's context and back to the client.</summary>
public sealed class IncomingRequestTests
{
    private const string Ttl = "Context-TTL-Ms";

    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _entered = new("the handler is entered");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Header_Sent_IsTheContextsDeadline(string version)
    {
        await using var server = await PlumblineServer.StartAsync(version, _clock, MapRemaining);

        Assert.Equal("00:00:02", await GetAsync(server, "/", "2000"));
        Assert.Equal("", await GetAsync(server, "/", null));
        Assert.Equal("", await GetAsync(server, "/", "abc"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Header_Exceeded_Answers504AndNamesTheHeader(string version)
    {
        await using var server = await PlumblineServer.StartAsync(version, _clock, app => app.MapGet("/", WaitAsync));
        using var http = server.CreateClient();
        http.DefaultRequestHeaders.Add(Ttl, "2000");

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(TimeSpan.FromSeconds(2));

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Contains(
            server.Log.Entries,
            entry => entry.Text.Contains("budget 2 s set in the caller's Context-TTL-Ms header", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Theory]
    [InlineData("/", "9999999999", "00:01:00")]
    [InlineData("/limited", "2000", "00:00:02")]
    [InlineData("/limited", "9999999999", "00:00:05")]
    [InlineData("/limited", "0", "00:00:05")]
    [InlineData("/streams", "2000", "")]
    public async Task Header_BesideTheEndpointsLimit_CanOnlyShortenIt(string path, string value, string remaining)
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, MapRemaining);

        Assert.Equal(remaining, await GetAsync(server, path, value));
    }

    [Fact]
    public async Task Header_Observed_ChangesNothing()
    {
        await using var server = await PlumblineServer.StartAsync(
            "1.1", _clock, MapRemaining, options => options.Incoming.Mode = IncomingDeadlineMode.Observe);

        Assert.Equal("", await GetAsync(server, "/", "2000"));
        Assert.Equal("00:00:05", await GetAsync(server, "/limited", "2000"));
    }

    [Fact]
    public async Task Header_InvalidAndStrict_Answers400AndRunsNoHandler()
    {
        await using var server = await PlumblineServer.StartAsync(
            "1.1", _clock, app => app.MapGet("/", WaitAsync), options => options.Incoming.RejectInvalid = true);
        using var http = server.CreateClient();
        http.DefaultRequestHeaders.Add(Ttl, "abc");

        using var response = await http.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.False(_entered.IsSet);
    }

    [Theory]
    [InlineData(IncomingDeadlineMode.Enforce, HttpStatusCode.GatewayTimeout, false)]
    [InlineData(IncomingDeadlineMode.Observe, HttpStatusCode.OK, true)]
    public async Task Header_ExpiredOnArrival_RunsNoHandlerWhereEnforced(IncomingDeadlineMode mode, HttpStatusCode status, bool isEntered)
    {
        await using var server = await LoopbackServer.StartAsync(
            "1.1",
            app =>
            {
                app.Use((http, next) =>
                {
                    http.Features.Set<IHttpActivityFeature>(new ArrivedAnHourAgo());
                    return next(http);
                });
                app.UsePlumbline();
                app.MapGet("/", () => _entered.Set());
            },
            services => services.AddPlumbline(options => options.Incoming.Mode = mode));
        using var http = server.CreateClient();
        http.DefaultRequestHeaders.Add(Ttl, "5000");

        using var response = await http.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(isEntered, _entered.IsSet);
    }

    [Theory]
    [InlineData("Context-TTL-Ms: 3000\r\nContext-TTL-Ms: 2000\r\n", "00:00:02")]
    [InlineData("Context-TTL-Ms:  \t 2000 \t \r\n", "00:00:02")]
    [InlineData("Context-TTL-Ms: 3000, 2000\r\n", "")]
    [InlineData("Context-TTL-Ms:\r\n", "")]
    [InlineData("Context-TTL-Ms: -2000\r\n", "")]
    [InlineData("Context-TTL-Ms: 5\r\nContext-TTL-Ms: 4\r\nContext-TTL-Ms: 3\r\nContext-TTL-Ms: 2\r\nContext-TTL-Ms: 1\r\n", "")]
    public async Task Header_RawOnTheWire_IsReadAsTheTableSays(string lines, string remaining)
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, MapRemaining);

        var answer = await SendRawAsync(server.Address, $"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{lines}\r\n");

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.Contains($"[{remaining}]", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Header_Sent_IsCountedByTheMetersOfTheHost()
    {
        RecordedCounters? counters = null;
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app =>
        {
            counters = new RecordedCounters(app.Services.GetRequiredService<IMeterFactory>());
            MapRemaining(app);
        });
        using var recorded = counters!;

        await GetAsync(server, "/", "9999999999");
        await GetAsync(server, "/streams", "2000");

        Assert.Equal(["clipped context-ttl-ms", "received context-ttl-ms"], recorded.Counted);
    }

    private static void MapRemaining(WebApplication app)
    {
        app.MapGet("/", (Context ctx, HttpContext http) => Text(ctx, http));
        app.MapGet("/limited", (Context ctx, HttpContext http) => Text(ctx, http)).WithDeadline(TimeSpan.FromSeconds(5));
        app.MapGet("/streams", (Context ctx, HttpContext http) => Text(ctx, http)).WithoutDeadline();

        static Task Text(Context ctx, HttpContext http)
        {
            http.Response.ContentType = "text/plain";
            return http.Response.WriteAsync($"[{ctx.Remaining}]", ctx);
        }
    }

    private static async Task<string> GetAsync(LoopbackServer server, string path, string? ttl)
    {
        using var http = server.CreateClient();
        http.DefaultRequestHeaders.TryAddWithoutValidation(Ttl, ttl is null ? [] : [ttl]);
        return (await http.GetStringAsync(path, TestContext.Current.CancellationToken)).Trim('[', ']');
    }

    private static async Task<string> SendRawAsync(Uri address, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await Signal.WaitAsync(reader.ReadToEndAsync(TestContext.Current.CancellationToken), "the connection ends");
    }

    private async Task WaitAsync(Context ctx)
    {
        _entered.Set();
        await ctx.Done;
        ctx.ThrowIfDone("waiting");
    }

    private sealed class ArrivedAnHourAgo : IHttpActivityFeature
    {
        public Activity Activity { get; set; } =
            new Activity("request").SetStartTime(TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromHours(1));
    }
}
