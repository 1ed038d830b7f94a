using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>What the handler wrote for one attempt is not what somebody set by hand for the next.</summary>
public sealed class ResentHeaderTests : IDisposable
{
    private static readonly Uri _address = new("http://reports.internal/daily");
    private static readonly Uri _elsewhere = new("http://example.org/");
    private readonly FakeTimeProvider _clock = new();
    private readonly AnsweringHandler _network = new();
    private readonly ContextPropagationOptions _options = new();

    public void Dispose() => _network.Dispose();

    public static TheoryData<string> Calls => [.. _calls.Keys];

    private static readonly Dictionary<string, Func<HttpClient, Context, HttpRequestMessage, Task>> _calls = new()
    {
        ["ctx first"] = (http, ctx, request) => http.GetAsync(ctx, request.RequestUri),
        ["own request"] = (http, ctx, request) => http.SendAsync(ctx, request),
        ["stored"] = (http, ctx, request) => http.SendAsync(request.WithContext(ctx), TestContext.Current.CancellationToken),
        ["token only"] = (http, ctx, request) => http.SendAsync(request, ctx.Token),
    };

    [Theory, MemberData(nameof(Calls))]
    public async Task SendAsync_SecondAttemptUnderMore_SendsMore(string call)
    {
        using var cancel = Budget(1_000, out var ctx);
        using var cancelMore = Budget(5_000, out var more);
        using var http = CreateClient(request => request.WithContext(more));
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);

        await _calls[call](http, ctx, request);

        Assert.Equal(["Context-TTL-Ms: 1000", "Context-TTL-Ms: 5000"], _network.Headers);
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task SendAsync_SecondAttemptToAHostThatIsNotTold_TellsItNothing(string call)
    {
        _options.AppliesTo = address => address.Host.EndsWith(".internal", StringComparison.Ordinal);
        _options.SendEnvoyUpstreamTimeout = true;
        using var cancel = Budget(1_000, out var ctx);
        using var http = CreateClient(request => request.RequestUri = _elsewhere);
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);

        await _calls[call](http, ctx, request);

        Assert.Equal(["Context-TTL-Ms: 1000; x-envoy-upstream-rq-timeout-ms: 1000", ""], _network.Headers);
    }

    [Theory]
    [InlineData("own request")]
    [InlineData("stored")]
    [InlineData("token only")]
    public async Task SendAsync_SetByHand_IsBackForAHostThatIsNotTold(string call)
    {
        _options.AppliesTo = address => address.Host.EndsWith(".internal", StringComparison.Ordinal);
        using var cancel = Budget(1_000, out var ctx);
        using var http = CreateClient(request => request.RequestUri = _elsewhere);
        using var request = new HttpRequestMessage(HttpMethod.Get, _address) { Headers = { { "Context-TTL-Ms", "3000" } } };

        await _calls[call](http, ctx, request);

        Assert.Equal(["Context-TTL-Ms: 1000", "Context-TTL-Ms: 3000"], _network.Headers);
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task SendAsync_OtherHeaderName_IsNoBetter(string call)
    {
        _options.HeaderName = "X-Left";
        using var cancel = Budget(1_000, out var ctx);
        using var cancelMore = Budget(5_000, out var more);
        using var http = CreateClient(request => request.WithContext(more));
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);

        await _calls[call](http, ctx, request);

        Assert.Equal(["X-Left: 1000", "X-Left: 5000"], _network.Headers);
    }

    private HttpClient CreateClient(Action<HttpRequestMessage> between) =>
        new(new TwiceHandler(between, new ContextPropagationHandler(_options) { InnerHandler = _network }));

    private CancelScope Budget(double milliseconds, out Context ctx) =>
        Context.Root(_clock).WithTimeout(TimeSpan.FromMilliseconds(milliseconds), out ctx);

    /// <summary>Sends each request twice, and does something to it in between.</summary>
    private sealed class TwiceHandler(Action<HttpRequestMessage> between, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (await base.SendAsync(request, cancellationToken)).Dispose();
            between(request);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
