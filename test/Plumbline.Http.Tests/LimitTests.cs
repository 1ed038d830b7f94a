using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;
using Polly.Timeout;

namespace Plumbline.Http;

/// <summary>With other limits in play beside the context, the one that came first is named.</summary>
public sealed class LimitTests
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(100);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _arrived = new("the request is on its way");
    private readonly Signal _gone = new("the server sees the client leave");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory, MemberData(nameof(Versions)), Trait("Behaviour", "H28")]
    public async Task TimeoutOfClient_ComesFirst_IsNamed(string version)
    {
        await using var server = await StartSilentAsync(version);
        using var http = server.CreateClient();
        http.Timeout = _soon;
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var error = await Signal.ThrowsAsync<TaskCanceledException>(http.GetAsync(ctx, "/report"), "the call ends with HttpClient.Timeout");

        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.Contains("HttpClient.Timeout of 0.1 seconds", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsDeadlineExceeded(ctx));
    }

    [Theory, MemberData(nameof(Versions)), Trait("Behaviour", "H28")]
    public async Task TimeoutOfClient_LaterThanTheContext_IsNotNamed(string version)
    {
        await using var server = await StartSilentAsync(version);
        using var http = server.CreateClient();
        http.Timeout = TimeSpan.FromMinutes(1);

        var error = await EndByContextAsync(ctx => http.GetAsync(ctx, "/report"));

        Assert.DoesNotContain("HttpClient.Timeout", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task TimeoutOfClient_BothDueWhenTheClientLooks_IsTheContextAsTheClientHasIt(string version)
    {
        await using var server = await StartSilentAsync(version);
        using var late = new LateHandler(LoopbackServer.CreateHandler()) { Failed = () => _clock.Advance(_budget) };
        using var http = new HttpClient(late);
        http.Timeout = _soon;
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        await Signal.ThrowsAsync<DeadlineExceededException>(http.SendAsync(ctx, Request(server, version)), "the call ends");
    }

    [Theory, MemberData(nameof(Versions)), Trait("Behaviour", "H26")]
    public async Task TimeoutOfClient_ContextOfAnotherClock_EndsBody(string version)
    {
        await using var server = await LoopbackServer.StartAsync(version, async http =>
        {
            await http.StartBodyAsync();
            await http.UntilGoneAsync(_gone);
        });
        using var http = server.CreateClient();
        http.Timeout = TimeSpan.FromMilliseconds(500);
        using var cancel = Context.Root(_clock).WithTimeout(_soon, out var ctx);

        var error = await Signal.ThrowsAsync<TaskCanceledException>(http.GetAsync(ctx, "/report"), "the call ends with HttpClient.Timeout");

        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.False(ctx.IsDone);
    }

    [Theory, MemberData(nameof(Versions)), Trait("Behaviour", "H06")]
    public async Task ConnectTimeout_ComesFirst_IsNamed(string version)
    {
        await using var server = await StartSilentAsync(version);
        using var http = server.CreateClient(handler => Stall(handler, _soon));
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var error = await Signal.ThrowsAsync<TaskCanceledException>(http.GetAsync(ctx, "/report"), "the call ends with ConnectTimeout");

        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.False(error.IsDeadlineExceeded(ctx));
    }

    [Theory, MemberData(nameof(Versions)), Trait("Behaviour", "H06")]
    public async Task ConnectTimeout_LaterThanTheContext_IsNotNamed(string version)
    {
        await using var server = await StartSilentAsync(version);
        using var http = server.CreateClient(handler => Stall(handler, TimeSpan.FromMinutes(1)));

        await EndByContextAsync(ctx => http.GetAsync(ctx, "/report"));
    }

    [Theory, MemberData(nameof(Versions)), Trait("Behaviour", "H30")]
    public async Task CancelPendingRequests_ContextLive_IsNoContexts(string version)
    {
        await using var server = await StartSilentAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var call = http.GetAsync(ctx, "/report");
        await _arrived.WaitAsync();
        http.CancelPendingRequests();

        var error = await Signal.ThrowsAsync<TaskCanceledException>(call, "the call ends with the client's others");
        Assert.False(error.IsDeadlineExceeded(ctx) || error.IsCanceled(ctx));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task CancelPendingRequests_AfterTheContext_IsTheContexts(string version)
    {
        await using var server = await StartSilentAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var call = http.GetAsync(ctx, "/report");
        await _arrived.WaitAsync();
        _clock.Advance(_budget);
        http.CancelPendingRequests();

        await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
    }

    [Theory]
    [InlineData("1.1", "attempt")]
    [InlineData("1.1", "total")]
    [InlineData("2.0", "attempt")]
    [InlineData("2.0", "total")]
    public async Task ResilienceHandler_ItsTimeoutComesFirst_IsNamed(string version, string which)
    {
        await using var server = await StartSilentAsync(version);
        await using var services = Services(which, _soon);
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var call = CreateClient(services).SendAsync(ctx, Request(server, version));

        var error = await Signal.ThrowsAsync<TimeoutRejectedException>(call, "the call ends with the handler's timeout");
        Assert.False(error.IsDeadlineExceeded(ctx));
    }

    [Theory]
    [InlineData("1.1", "attempt")]
    [InlineData("1.1", "total")]
    [InlineData("2.0", "attempt")]
    [InlineData("2.0", "total")]
    public async Task ResilienceHandler_ContextComesFirst_IsNamed(string version, string which)
    {
        await using var server = await StartSilentAsync(version);
        await using var services = Services(which, TimeSpan.FromSeconds(50));
        var http = CreateClient(services);

        var error = await EndByContextAsync(ctx => http.SendAsync(ctx, Request(server, version)));

        Assert.Contains("waiting for the response's headers for 2 s (connection 0 ms)", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Versions)), Trait("Behaviour", "H30")]
    public async Task ResilienceHandler_ContextDoneAfterItsTimeout_LeavesItNamed(string version)
    {
        await using var server = await StartSilentAsync(version);
        await using var services = Services("total", _soon, () => _clock.Advance(_budget));
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var call = CreateClient(services).SendAsync(ctx, Request(server, version));

        await Signal.ThrowsAsync<TimeoutRejectedException>(call, "the call ends with the handler's timeout");
        Assert.True(ctx.IsDone);
    }

    [Theory, MemberData(nameof(Versions)), Trait("Behaviour", "H30")]
    public async Task CancelPendingRequests_StoredContextDoneAfterIt_IsNoContexts(string version)
    {
        await using var server = await StartSilentAsync(version);
        var late = new LateHandler(LoopbackServer.CreateHandler()) { Failed = () => _clock.Advance(_budget) };
        using var http = server.CreateClient(new ContextPropagationHandler { InnerHandler = late });
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var call = http.SendAsync(Request(server, version).WithContext(ctx), TestContext.Current.CancellationToken);
        await _arrived.WaitAsync();
        http.CancelPendingRequests();

        await Signal.ThrowsAsync<TaskCanceledException>(call, "the call ends with the client's others");
        Assert.True(ctx.IsDone);
    }

    [Theory, MemberData(nameof(Versions)), Trait("Behaviour", "H30")]
    public async Task ResilienceHandler_StoredContextDoneAfterItsTimeout_LeavesItNamed(string version)
    {
        await using var server = await StartSilentAsync(version);
        var late = new LateHandler(LoopbackServer.CreateHandler()) { Failed = () => _clock.Advance(_budget) };
        await using var services = Services("attempt", _soon, primary: late);
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var call = CreateClient(services).SendAsync(Request(server, version).WithContext(ctx), TestContext.Current.CancellationToken);

        await Signal.ThrowsAsync<TimeoutRejectedException>(call, "the call ends with the handler's timeout");
        Assert.True(ctx.IsDone);
    }

    [Theory, MemberData(nameof(Versions)), Trait("Behaviour", "H30")]
    public async Task SendAsync_StoredContextAndItsOwnToken_IsTheContexts(string version)
    {
        await using var server = await StartSilentAsync(version);
        using var http = server.CreateClient(new ContextPropagationHandler { InnerHandler = LoopbackServer.CreateHandler() });

        await EndByContextAsync(ctx => http.SendAsync(Request(server, version).WithContext(ctx), ctx));
    }

    private async Task<DeadlineExceededException> EndByContextAsync(Func<Context, Task> start)
    {
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        var call = start(ctx);
        await _arrived.WaitAsync();
        _clock.Advance(_budget);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
        Assert.True(error.IsDeadlineExceeded(ctx));
        return error;
    }

    private void Stall(SocketsHttpHandler handler, TimeSpan limit)
    {
        handler.ConnectTimeout = limit;
        handler.ConnectCallback = async (_, token) =>
        {
            _arrived.Set();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("Connects never.");
        };
    }

    private static ServiceProvider Services(string which, TimeSpan limit, Action? failed = null, HttpMessageHandler? primary = null)
    {
        var services = new ServiceCollection();
        var builder = services
            .AddHttpClient("reports")
            .ConfigurePrimaryHttpMessageHandler(() => primary ?? LoopbackServer.CreateHandler())
            .AddHttpMessageHandler(() => new LateHandler { Failed = failed ?? (() => { }) })
            .AddContextPropagation();
        builder.AddStandardResilienceHandler(options =>
        {
            // The attempt's is at most the total, and at most half of the circuit breaker's time.
            options.AttemptTimeout.Timeout = limit;
            options.TotalRequestTimeout.Timeout = which == "total" ? limit : TimeSpan.FromSeconds(56);
            options.CircuitBreaker.SamplingDuration = TimeSpan.FromMinutes(2);
            options.Retry.ShouldHandle = _ => ValueTask.FromResult(false);
        });
        return services.BuildServiceProvider();
    }

    private static HttpClient CreateClient(IServiceProvider services) =>
        services.GetRequiredService<IHttpClientFactory>().CreateClient("reports");

    private static HttpRequestMessage Request(LoopbackServer server, string version) =>
        new(HttpMethod.Get, new Uri(server.Address, "/report"))
        {
            Version = new Version(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

    private Task<LoopbackServer> StartSilentAsync(string version) =>
        LoopbackServer.StartAsync(version, http =>
        {
            _arrived.Set();
            return http.UntilGoneAsync(_gone);
        });

    /// <summary>Does something after a request has failed, before anyone further out knows.</summary>
    private sealed class LateHandler : DelegatingHandler
    {
        public LateHandler()
        {
        }

        public LateHandler(HttpMessageHandler inner)
            : base(inner)
        {
        }

        public Action Failed { get; init; } = () => { };

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch
            {
                Failed();
                throw;
            }
        }
    }
}
