using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>Requests that are meant to last: default and maximum do not hold for them, the endpoint's own word does.</summary>
public sealed class LongLivedTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _entered = new("the handler is entered");
    private readonly Signal _goOn = new("the handler may go on");
    private readonly Signal _left = new("the handler is left");

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    [Trait("Behaviour", "H51")]
    public async Task WebSocket_DefaultPasses_LivesOn(string version)
    {
        Exception? cause = null;
        await using var server = await PlumblineServer.StartAsync(
            version,
            _clock,
            app =>
            {
                app.UseWebSockets();
                app.Map("/", async (HttpContext http, Context ctx) =>
                {
                    using var socket = await http.WebSockets.AcceptWebSocketAsync();
                    _entered.Set();
                    await _goOn.WaitAsync();
                    await socket.SendAsync("still here"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, ctx);
                    await Signal.WaitAsync(ctx.Done, "the context is done");
                    cause = ctx.Cause;
                    _left.Set();
                });
            },
            Limit);
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = new Version(version);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        await socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/"), invoker, TestContext.Current.CancellationToken);

        await _entered.WaitAsync();
        await ExpireAsync();
        _goOn.Set();
        var message = await socket.ReceiveAsync(new byte[100].AsMemory(), TestContext.Current.CancellationToken);

        Assert.Equal("still here".Length, message.Count);
        socket.Abort();
        await _left.WaitAsync();
        Assert.IsType<ClientDisconnectedException>(cause);
    }

    [Theory]
    [InlineData("/typed", false)]
    [InlineData("/untyped", true)]
    public async Task ServerSentEvents_DefaultPasses_LiveOn(string path, bool saysSo)
    {
        await using var server = await PlumblineServer.StartAsync(
            "1.1",
            _clock,
            app =>
            {
                app.MapGet("/typed", (Context ctx) => TypedResults.ServerSentEvents(TwoAsync()));
                app.MapGet("/untyped", IResult (Context ctx) => TypedResults.ServerSentEvents(TwoAsync()));
            },
            Limit);
        using var http = server.CreateClient();
        using var request = Request(path, saysSo ? "text/event-stream" : "*/*");

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        await ExpireAsync();
        _goOn.Set();

        Assert.Equal("data: 1\n\ndata: 2\n\n", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        async IAsyncEnumerable<string> TwoAsync()
        {
            yield return "1";
            _entered.Set();
            await _goOn.WaitAsync();
            yield return "2";
        }
    }

    [Fact]
    public async Task ServerSentEvents_EndpointSaysSo_EndAtItsDeadline()
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app =>
            app.MapGet("/", (Context ctx) => TypedResults.ServerSentEvents(EndlessAsync(ctx))).WithDeadline(_limit));
        using var http = server.CreateClient();

        using var response = await http.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        await Signal.ThrowsAsync<HttpRequestException>(
            response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "the body ends");

        async IAsyncEnumerable<string> EndlessAsync(Context ctx)
        {
            yield return "1";
            _entered.Set();
            await Task.Delay(Timeout.Infinite, ctx);
        }
    }

    [Fact]
    public async Task Request_MerelyLooksLongLived_EndsAtDefault()
    {
        await using var server = await PlumblineServer.StartAsync(
            "1.1",
            _clock,
            app => app.MapGet("/", async (Context ctx) =>
            {
                _entered.Set();
                await ctx.Done;
                ctx.ThrowIfDone("waiting");
            }),
            Limit);
        using var http = server.CreateClient();
        using var request = Request("/", "text/event-stream");

        var call = http.SendAsync(request, TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("server", Assert.Single(response.Headers.GetValues(ContextHeaders.DeadlineExceeded)));
    }

    [Theory]
    [InlineData("/hub/negotiate?negotiateVersion=1", null)]
    [InlineData("/hub", null)]
    [InlineData("/limited", 5)]
    [InlineData("/calls", null)]
    [InlineData("/untimed", null)]
    public async Task Endpoint_SaysItLasts_HasNoDeadlineButItsOwn(string path, int? seconds)
    {
        var remaining = new List<TimeSpan?>();
        await using var server = await LoopbackServer.StartAsync(
            "1.1",
            app =>
            {
                app.UsePlumbline();
                app.Use((http, next) =>
                {
                    remaining.Add(http.RequestContext().Remaining);
                    return next(http);
                });
                app.MapHub<SilentHub>("/hub");
                app.MapHub<SilentHub>("/limited").WithDeadline(_limit);

                // Its attribute is about the calls of its methods.
                app.MapHub<CallsHub>("/calls");
                app.MapPost("/untimed", () => "").DisableRequestTimeout();
            },
            services => services.AddSingleton<TimeProvider>(_clock).AddPlumbline(Limit).AddSignalR());
        using var http = server.CreateClient();

        using var response = await http.PostAsync(path, null, TestContext.Current.CancellationToken);

        Assert.Equal([seconds is { } some ? TimeSpan.FromSeconds(some) : null], remaining);
    }

    [Fact]
    public async Task Grpc_AnsweredWithSomethingElse_EndsAtDefault()
    {
        await using var server = await PlumblineServer.StartAsync(
            "2.0",
            _clock,
            app => app.MapPost("/", async (HttpContext http, Context ctx) =>
            {
                await http.StartBodyAsync();
                _entered.Set();
                await ctx.Done;
            }),
            Limit);
        using var http = server.CreateClient();

        using var response = await PostGrpcAsync(http);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        await Signal.ThrowsAsync<HttpRequestException>(
            response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "the body ends");
    }

    private static async Task<HttpResponseMessage> PostGrpcAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new ByteArrayContent([]),
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    private static void Limit(RequestContextOptions options)
    {
        options.DefaultDeadline = _limit;
        options.MaximumDeadline = _limit * 2;
    }

    private static HttpRequestMessage Request(string path, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        return request;
    }

    // Well past the default, which is noticed before a later deadline is.
    private async Task ExpireAsync()
    {
        using var cancel = Context.Root(_clock).WithTimeout(_limit * 3, out var later);
        _clock.Advance(_limit);
        _clock.Advance(_limit * 2);
        await Signal.WaitAsync(later.Done, "a later deadline has passed");
    }

    private sealed class SilentHub : Hub;
}
