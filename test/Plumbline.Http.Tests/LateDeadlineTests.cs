using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Http.Internal;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>The callee is told what is left when the request is written, and not when it was handed over.</summary>
public sealed class LateDeadlineTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ConcurrentQueue<string> _received = [];
    private readonly ContextPropagationOptions _options = new();
    private readonly Signal _queued = new("the first request reaches the server");
    private readonly Signal _goOn = new("the first request may be answered");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory, MemberData(nameof(Versions)), Trait("Behaviour", "H33")]
    public async Task GetAsync_WaitsForItsConnection_SendsWhatIsLeftThen(string version)
    {
        await using var server = await StartAsync(version);
        using var http = CreateClient(server, TimeSpan.FromMilliseconds(1_300));
        using var cancel = Budget(out var ctx);

        await http.GetStringAsync(ctx, "/x");
        await http.GetStringAsync(ctx, "/x");

        Assert.Equal(["700; ", "700; "], _received);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task SendAsync_StoredContextWaitsForItsConnection_SendsWhatIsLeftThen(string version)
    {
        await using var server = await StartAsync(version);
        using var http = CreateClient(server, TimeSpan.FromMilliseconds(1_995));
        using var cancel = Budget(out var ctx);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/x"))
        {
            Version = new Version(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await http.SendAsync(request.WithContext(ctx), TestContext.Current.CancellationToken);

        Assert.Equal(["5; "], _received);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task GetAsync_ReserveAndEnvoy_AreHeeded(string version)
    {
        _options.Reserve = TimeSpan.FromMilliseconds(50);
        _options.SendEnvoyUpstreamTimeout = true;
        await using var server = await StartAsync(version);
        using var http = CreateClient(server, TimeSpan.FromMilliseconds(1_300));
        using var cancel = Budget(out var ctx);

        await http.GetStringAsync(ctx, "/x");

        Assert.Equal(["650; 650"], _received);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task GetAsync_OnlyReserveLeftOnceConnected_SendsTheLeastThereIs(string version)
    {
        _options.Reserve = TimeSpan.FromMilliseconds(800);
        await using var server = await StartAsync(version);
        using var http = CreateClient(server, TimeSpan.FromMilliseconds(1_300));
        using var cancel = Budget(out var ctx);

        await http.GetStringAsync(ctx, "/x");

        Assert.Equal(["1; "], _received);
    }

    [Theory]
    [InlineData("1.1", "600")]
    [InlineData("2.0", "600")]
    public async Task SendAsync_LessSetByHand_IsSent(string version, string byHand)
    {
        await using var server = await StartAsync(version);
        using var http = CreateClient(server, TimeSpan.FromMilliseconds(1_300));
        using var cancel = Budget(out var ctx);

        await http.SendAsync(ctx, Request(server, version, byHand));

        Assert.Equal([$"{byHand}; "], _received);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task SendAsync_NotToBeTold_SendsWhatWasSetByHand(string version)
    {
        _options.AppliesTo = _ => false;
        await using var server = await StartAsync(version);
        using var http = CreateClient(server, TimeSpan.FromMilliseconds(1_300));
        using var cancel = Budget(out var ctx);

        await http.SendAsync(ctx, Request(server, version, "3000"));

        Assert.Equal(["3000; "], _received);
    }

    [Theory, MemberData(nameof(Versions)), Trait("Behaviour", "H25")]
    public async Task GetAsync_Redirected_SendsEachHopWhatIsLeft(string version)
    {
        await using var server = await StartAsync(version);
        using var http = CreateClient(server, TimeSpan.Zero);
        using var cancel = Budget(out var ctx);

        await http.GetStringAsync(ctx, "/redirect");

        Assert.Equal(["2000; ", "500; "], _received);
    }

    [Fact, Trait("Behaviour", "H05")]
    public async Task GetAsync_InTheQueueForAConnection_SendsWhatIsLeftAfterIt()
    {
        await using var server = await StartAsync("1.1");
        using var handler = LoopbackServer.CreateHandler();
        handler.MaxConnectionsPerServer = 1;
        using var http = server.CreateClient(new ContextPropagationHandler(_options) { InnerHandler = handler });
        using var cancel = Budget(out var ctx);

        var first = http.GetStringAsync(ctx, "/held");
        await _queued.WaitAsync();
        var second = http.GetStringAsync(ctx, "/x");
        _clock.Advance(TimeSpan.FromMilliseconds(1_999));
        _goOn.Set();
        await Signal.WaitAsync(Task.WhenAll(first, second), "both are answered");

        Assert.Equal(["2000; ", "1; "], _received);
    }

    private static HttpRequestMessage Request(LoopbackServer server, string version, string byHand) =>
        new(HttpMethod.Get, new Uri(server.Address, "/x"))
        {
            Headers = { { DeadlineHeader.Name, byHand } },
            Version = new Version(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

    private HttpClient CreateClient(LoopbackServer server, TimeSpan connects)
    {
        var handler = LoopbackServer.CreateHandler();
        handler.ConnectCallback = (connection, token) =>
        {
            _clock.Advance(connects);
            return StuckDial.ConnectNowAsync(connection, token);
        };
        return server.CreateClient(new ContextPropagationHandler(_options) { InnerHandler = handler });
    }

    private CancelScope Budget(out Context ctx) => Context.Root(_clock).WithTimeout(TimeSpan.FromSeconds(2), out ctx);

    private Task<LoopbackServer> StartAsync(string version) =>
        LoopbackServer.StartAsync(version, async http =>
        {
            _received.Enqueue($"{http.Request.Headers[DeadlineHeader.Name]}; {http.Request.Headers[DeadlineHeader.EnvoyName]}");
            if (http.Request.Path == "/held")
            {
                _queued.Set();
                await _goOn.WaitAsync();
            }

            if (http.Request.Path == "/redirect")
            {
                _clock.Advance(TimeSpan.FromMilliseconds(1_500));
                http.Response.Redirect("/x");
                return;
            }

            await http.Response.WriteAsync("{}");
        });
}
