using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Http.Internal;
using Plumbline.Loopback;
using Polly;

namespace Plumbline.Http;

/// <summary>Clients of a factory send the deadline with every attempt, whatever else handles their requests.</summary>
public sealed class HttpClientBuilderTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ConcurrentQueue<string> _received = [];

    public static TheoryData<string> Calls => [.. _calls.Keys];

    private static readonly Dictionary<string, Func<HttpClient, Context, Task>> _calls = new()
    {
        ["ctx first"] = (http, ctx) => http.GetAsync(ctx, "/x"),
        ["own request"] = (http, ctx) => http.SendAsync(ctx, new HttpRequestMessage(HttpMethod.Get, "/x")),
        ["stored"] = (http, ctx) => http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/x").WithContext(ctx)),
        ["token only"] = (http, ctx) => http.GetAsync("/x", ctx.Token),
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task AddContextPropagation_BeforeRetries_IsInsideThem(string call)
    {
        await using var server = await StartAsync();
        await using var services = Services(
            server, builder => AddTicks(AddRetries(builder.AddContextPropagation())));
        using var cancel = Budget(out var ctx);

        await _calls[call](CreateClient(services), ctx);

        Assert.Equal(["1500", "1000"], _received);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task AddContextPropagation_AfterRetries_IsInsideThem(string call)
    {
        await using var server = await StartAsync();
        await using var services = Services(
            server, builder => AddTicks(AddRetries(builder)).AddContextPropagation());
        using var cancel = Budget(out var ctx);

        await _calls[call](CreateClient(services), ctx);

        Assert.Equal(["1500", "1000"], _received);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task AddContextPropagation_Hedging_TellsEachCopyWhatIsLeft(string call)
    {
        await using var server = await StartAsync();
        await using var services = Services(server, builder =>
        {
            builder.AddStandardHedgingHandler();
            AddTicks(builder).AddContextPropagation();
        });
        using var cancel = Budget(out var ctx);

        await _calls[call](CreateClient(services), ctx);

        Assert.Equal(["1500", "1000"], _received);
    }

    [Fact]
    [Trait("Behaviour", "H19")]
    public async Task AddContextPropagation_NothingLeftForRetry_IsNotSentAgain()
    {
        await using var server = await StartAsync();
        await using var services = Services(server, builder => AddTicks(AddRetries(builder)).AddContextPropagation());
        using var cancel = Context.Root(_clock).WithTimeout(TimeSpan.FromMilliseconds(1_000.5), out var ctx);

        await Assert.ThrowsAsync<DeadlineExceededException>(() => CreateClient(services).GetAsync(ctx, "/x"));

        Assert.Equal(["500"], _received);
    }

    [Fact]
    public async Task AddContextPropagation_DefaultsAndClient_IsThereOnceWithBothOptions()
    {
        await using var server = await StartAsync();
        await using var services = Services(
            server,
            builder => builder.AddContextPropagation(options => options.HeaderName = DeadlineHeader.Name),
            defaults => defaults.AddContextPropagation(options =>
            {
                options.HeaderName = "X-Other";
                options.Reserve = TimeSpan.FromMilliseconds(10);
            }));
        using var cancel = Budget(out var ctx);

        await CreateClient(services).GetStringAsync(ctx, "/ok");

        Assert.Equal(["1990"], _received);
    }

    [Fact]
    public async Task AddContextPropagation_OffForOneClient_LeavesTheOthersOn()
    {
        await using var server = await StartAsync();
        await using var services = Services(
            server,
            builder => builder.AddContextPropagation(options => options.Enabled = false),
            defaults => defaults.AddContextPropagation());
        using var cancel = Budget(out var ctx);

        await CreateClient(services).GetStringAsync(ctx, "/ok");
        await services.GetRequiredService<IHttpClientFactory>().CreateClient("other").GetStringAsync(ctx, new Uri(server.Address, "/ok"));

        Assert.Equal(["", "2000"], _received);
    }

    [Fact]
    public void AddContextPropagation_NoBuilder_Throws()
    {
        Assert.Throws<ArgumentNullException>("builder", () => ((IHttpClientBuilder)null!).AddContextPropagation());
        Assert.Throws<ArgumentNullException>("builder", () => ((IHttpClientBuilder)null!).AddContextPropagation(_ => { }));
    }

    private static ServiceProvider Services(
        LoopbackServer server, Action<IHttpClientBuilder> configure, Action<IHttpClientBuilder>? configureDefaults = null)
    {
        var services = new ServiceCollection();
        services.ConfigureHttpClientDefaults(configureDefaults ?? (_ => { }));
        configure(services
            .AddHttpClient("reports", http => http.BaseAddress = server.Address)
            .ConfigurePrimaryHttpMessageHandler(LoopbackServer.CreateHandler));
        return services.BuildServiceProvider(validateScopes: true);
    }

    private static HttpClient CreateClient(IServiceProvider services) =>
        services.GetRequiredService<IHttpClientFactory>().CreateClient("reports");

    private static IHttpClientBuilder AddRetries(IHttpClientBuilder builder)
    {
        builder.AddStandardResilienceHandler(options =>
        {
            options.Retry.Delay = TimeSpan.FromMilliseconds(1);
            options.Retry.BackoffType = DelayBackoffType.Constant;
        });
        return builder;
    }

    /// <summary>Half a second passes on the way of each attempt.</summary>
    private IHttpClientBuilder AddTicks(IHttpClientBuilder builder) =>
        builder.AddHttpMessageHandler(() => new TickingHandler(_clock));

    private CancelScope Budget(out Context ctx) => Context.Root(_clock).WithTimeout(TimeSpan.FromSeconds(2), out ctx);

    /// <summary>Fails the first request, unless it asks for /ok.</summary>
    private Task<LoopbackServer> StartAsync() =>
        LoopbackServer.StartAsync("1.1", http =>
        {
            _received.Enqueue(http.Request.Headers[DeadlineHeader.Name].ToString());
            http.Response.StatusCode = _received.Count > 1 || http.Request.Path == "/ok" ? 200 : 503;
            return Task.CompletedTask;
        });

    private sealed class TickingHandler(FakeTimeProvider clock) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            clock.Advance(TimeSpan.FromMilliseconds(500));
            return base.SendAsync(request, cancellationToken);
        }
    }
}
