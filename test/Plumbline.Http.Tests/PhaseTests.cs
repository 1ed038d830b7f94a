using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Http.Internal;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>An error says where the call was, how long it had been there, and how long each part before took.</summary>
public sealed class PhaseTests
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _arrived = new("the request reaches the server");
    private readonly Signal _gone = new("the server sees the client leave");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory, MemberData(nameof(Versions)), Trait("Behaviour", "H10")]
    public async Task GetAsync_HeadersDoNotCome_SaysSoAndHowLongConnectingTook(string version)
    {
        await using var server = await StartSilentAsync(version);
        using var http = server.CreateClient(Watched(handler => handler.ConnectCallback = async (connection, token) =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(300));
            return await ConnectAsync(connection, token);
        }));

        var phase = await EndAsync(http, (http, ctx) => http.GetAsync(ctx, "/report"), TimeSpan.FromMilliseconds(1_700));

        Assert.Equal("waiting for the response's headers for 1.7 s (connection 300 ms)", phase);
    }

    [Theory, MemberData(nameof(Versions)), Trait("Behaviour", "H06")]
    public async Task GetAsync_ConnectionDoesNotCome_SaysSo(string version)
    {
        await using var server = await StartSilentAsync(version);
        using var http = server.CreateClient(Watched(handler => handler.ConnectCallback = async (connection, token) =>
        {
            _arrived.Set();
            await Task.Delay(Timeout.Infinite, token);
            return await ConnectAsync(connection, token);
        }));

        var phase = await EndAsync(http, (http, ctx) => http.GetAsync(ctx, "/report"));

        Assert.Equal("waiting for a connection for 2 s", phase);
    }

    [Fact, Trait("Behaviour", "H05")]
    public async Task GetAsync_InTheQueueForAConnection_SaysSo()
    {
        await using var server = await StartSilentAsync("1.1");
        using var http = server.CreateClient(Watched(handler => handler.MaxConnectionsPerServer = 1));
        using var cancel = Context.Background.WithCancel(out var first);
        var busy = http.GetAsync(first, "/report");
        await _arrived.WaitAsync();

        var phase = await EndAsync(http, (http, ctx) => http.GetAsync(ctx, "/report"));

        Assert.Equal("waiting for a connection for 2 s", phase);
        cancel.Cancel();
        await Signal.ThrowsAsync<ContextCanceledException>(busy, "the call in flight ends");
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task PostAsync_WithContent_SaysThatItMayStillBeOnItsWay(string version)
    {
        await using var server = await StartSilentAsync(version);
        using var http = server.CreateClient(Watched());

        var phase = await EndAsync(http, (http, ctx) => http.PostAsync(ctx, "/report", new StringContent("x")));

        Assert.Equal("sending the content or waiting for the response's headers for 2 s (connection 0 ms)", phase);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task GetAsync_NobodyTells_SaysOnlyWhatIsKnown(string version)
    {
        await using var server = await StartSilentAsync(version);
        using var http = server.CreateClient();

        var phase = await EndAsync(http, (http, ctx) => http.GetAsync(ctx, "/report"));

        Assert.Equal("waiting for the response for 2 s", phase);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task GetAsync_ClientOfAFactory_TellsItsConnection(string version)
    {
        await using var server = await StartSilentAsync(version);
        var services = new ServiceCollection();
        services
            .AddHttpClient("reports", http =>
            {
                http.BaseAddress = server.Address;
                http.DefaultRequestVersion = new Version(version);
                http.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
            })
            .AddContextPropagation()
            .ConfigurePrimaryHttpMessageHandler(LoopbackServer.CreateHandler);
        await using var provider = services.BuildServiceProvider();

        var phase = await EndAsync(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient("reports"), (http, ctx) => http.GetAsync(ctx, "/report"));

        Assert.Equal("waiting for the response's headers for 2 s (connection 0 ms)", phase);
    }

    [Theory, MemberData(nameof(Versions)), Trait("Behaviour", "H25")]
    public async Task GetAsync_Redirected_CountsWhatWasSent(string version)
    {
        await using var server = await LoopbackServer.StartAsync(version, http =>
        {
            if (http.Request.Path == "/elsewhere")
                return SilentAsync(http);

            _clock.Advance(TimeSpan.FromMilliseconds(500));
            http.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        using var http = server.CreateClient(Watched());

        var phase = await EndAsync(http, (http, ctx) => http.GetAsync(ctx, "/report"), TimeSpan.FromMilliseconds(1_500));

        Assert.Equal("waiting for the response's headers for 1.5 s (connection 0 ms, sent 2 times)", phase);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task GetAsync_SecondAttempt_SaysSo(string version)
    {
        await using var server = await LoopbackServer.StartAsync(version, SecondTimeSilentAsync());
        using var http = server.CreateClient(new TwiceHandler(Watched(), () => Task.CompletedTask));

        var phase = await EndAsync(http, (http, ctx) => http.GetAsync(ctx, "/report"), TimeSpan.FromMilliseconds(1_500));

        Assert.Equal("waiting for the response's headers for 1.5 s (attempt 2, connection 0 ms)", phase);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task GetAsync_BetweenAttempts_SaysSo(string version)
    {
        await using var server = await LoopbackServer.StartAsync(version, SecondTimeSilentAsync());
        using var stop = new CancellationTokenSource();
        using var http = server.CreateClient(new TwiceHandler(Watched(), () =>
        {
            _arrived.Set();
            return Task.Delay(Timeout.Infinite, stop.Token);
        }));
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var call = http.GetAsync(ctx, "/report");
        await _arrived.WaitAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(1_500));
        await stop.CancelAsync();

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
        Assert.Contains("/report, between attempts for 1.5 s (connection 0 ms), budget 2 s", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task GetAsync_BufferedBody_SaysHowLongHeadersTook(string version)
    {
        await using var server = await StartEndlessAsync(version);
        var seeing = new SeeingHandler(LoopbackServer.CreateHandler());
        using var http = server.CreateClient(seeing);

        var phase = await EndAsync(
            http, (http, ctx) => http.GetAsync(ctx, "/report"), TimeSpan.FromMilliseconds(1_500), seeing.UntilBodyAsync);

        Assert.Equal("reading the body for 1.5 s (headers 500 ms)", phase);
    }

    [Theory, MemberData(nameof(Versions)), Trait("Behaviour", "H12")]
    public async Task ReadAsync_StreamedBody_SaysHowMuchWasRead(string version)
    {
        await using var server = await StartEndlessAsync(version);
        using var http = server.CreateClient(Watched());
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        await using var body = await http.GetStreamAsync(ctx, "/report");
        await body.ReadExactlyAsync(new byte[5], TestContext.Current.CancellationToken);

        _clock.Advance(TimeSpan.FromMilliseconds(1_500));
        await _gone.WaitAsync();
        _clock.Advance(TimeSpan.FromHours(1));

        var error = await Assert.ThrowsAsync<DeadlineExceededException>(
            () => body.ReadAsync(new byte[5], TestContext.Current.CancellationToken).AsTask());
        Assert.Contains(
            "/report, reading the body for 1.5 s, 5 bytes read (connection 0 ms, headers 500 ms), budget 2 s", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task SendAsync_StoredContext_SaysWhereItWas(string version)
    {
        await using var server = await StartSilentAsync(version);
        using var http = server.CreateClient(Watched());

        var phase = await EndAsync(http, (http, ctx) => http.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, "/report")
            {
                Version = new Version(version),
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            }.WithContext(ctx)));

        Assert.Equal("waiting for the response's headers for 2 s (connection 0 ms)", phase);
    }

    [Fact]
    public void Describe_AttemptsAtTheSameTime_SaysOnlyWhatIsTrueOfAll()
    {
        var call = new StoredContext(Context.Root(_clock), isBound: true);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://host/");
        call.Record.Start(request, _clock);
        call.Record.StartAttempt(_clock, tellsConnection: true);
        call.Record.Connected(_clock, hasContent: false);

        call.Record.StartAttempt(_clock, tellsConnection: true);
        call.Record.Connected(_clock, hasContent: false);
        _clock.Advance(_budget);

        Assert.Equal("waiting for the response for 2 s", call.Record.Describe(_clock, _clock.GetTimestamp()));
    }

    [Fact]
    public void TryInstall_SelectorPresent_IsStillAsked()
    {
        var asked = new List<string>();
        using var handler = new SocketsHttpHandler
        {
            RequestHeaderEncodingSelector = (name, _) =>
            {
                asked.Add(name);
                return Encoding.UTF8;
            },
        };
        using var request = new HttpRequestMessage();

        Assert.True(ConnectionMarks.TryInstall(handler, new ContextPropagationOptions()));
        Assert.True(ConnectionMarks.TryInstall(handler, new ContextPropagationOptions()));

        Assert.Equal(Encoding.UTF8, handler.RequestHeaderEncodingSelector!("x-any", request));
        Assert.Equal(["x-any"], asked);
    }

    [Fact]
    public async Task TryInstall_HandlerInUseOrOfAnotherKind_IsFalse()
    {
        await using var server = await LoopbackServer.StartAsync("1.1", http => http.Response.WriteAsync("ok"));
        using var handler = LoopbackServer.CreateHandler();
        using var http = server.CreateClient(handler);
        using var other = new HttpClientHandler();
        await http.GetStringAsync(Context.Background, "/");

        Assert.False(ConnectionMarks.TryInstall(handler, new ContextPropagationOptions()));
        Assert.False(ConnectionMarks.TryInstall(other, new ContextPropagationOptions()));
    }

    /// <returns>What the error says between the address and the budget.</returns>
    private async Task<string> EndAsync(
        HttpClient http, Func<HttpClient, Context, Task> start, TimeSpan? advance = null, Func<Task>? until = null)
    {
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        var call = start(http, ctx);
        await (until?.Invoke() ?? _arrived.WaitAsync());
        _clock.Advance(advance ?? _budget);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
        var begin = error.Message.IndexOf("/report, ", StringComparison.Ordinal) + "/report, ".Length;
        return error.Message[begin..error.Message.IndexOf(", budget 2 s", StringComparison.Ordinal)];
    }

    private static ContextPropagationHandler Watched(Action<SocketsHttpHandler>? configure = null)
    {
        var handler = LoopbackServer.CreateHandler();
        configure?.Invoke(handler);
        return new ContextPropagationHandler { InnerHandler = handler };
    }

    private static async Task<Stream> ConnectAsync(SocketsHttpConnectionContext connection, CancellationToken token)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(connection.DnsEndPoint, token);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private Task<LoopbackServer> StartSilentAsync(string version) => LoopbackServer.StartAsync(version, SilentAsync);

    private Task SilentAsync(HttpContext http)
    {
        _arrived.Set();
        return http.UntilGoneAsync(_gone);
    }

    private RequestDelegate SecondTimeSilentAsync()
    {
        var requests = 0;
        return http =>
        {
            if (Interlocked.Increment(ref requests) > 1)
                return SilentAsync(http);

            _clock.Advance(TimeSpan.FromMilliseconds(500));
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
    }

    private Task<LoopbackServer> StartEndlessAsync(string version) =>
        LoopbackServer.StartAsync(version, async http =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(500));
            await http.StartBodyAsync();
            await http.UntilGoneAsync(_gone);
        });

    /// <summary>Sends again what was answered with 503, after a while.</summary>
    private sealed class TwiceHandler(HttpMessageHandler inner, Func<Task> waitAsync) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            response.Dispose();
            await waitAsync();
            return await base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Says when the call has gone on to the body, which nobody outside can see.</summary>
    private sealed class SeeingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly TaskCompletionSource<HttpRequestMessage> _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task UntilBodyAsync() => Signal.WaitAsync(WaitAsync(), "the call goes on to the body");

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _seen.TrySetResult(request);
            return base.SendAsync(request, cancellationToken);
        }

        private async Task WaitAsync()
        {
            var call = RequestContexts.CarrierOf(await _seen.Task)!;
            while (call.Record.Phase != CallPhase.Body)
                await Task.Yield();
        }
    }
}
