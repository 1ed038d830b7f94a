using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>What the handler writes, whoever sends, and how it is told not to.</summary>
public sealed class ContextPropagationHandlerTests : IDisposable
{
    private static readonly Uri _address = new("http://reports.internal/daily");
    private readonly FakeTimeProvider _clock = new();
    private readonly AnsweringHandler _network = new();
    private readonly ContextPropagationOptions _options = new();

    public void Dispose() => _network.Dispose();

    [Fact]
    public async Task GetAsync_OnlyATokenOfOurs_SendsWhatIsLeft()
    {
        using var http = CreateClient();
        using var cancel = Budget(2_000, out var ctx);

        await http.GetAsync(_address, ctx.Token);

        Assert.Equal(["Context-TTL-Ms: 2000"], _network.Headers);
    }

    [Fact]
    public void Send_Blocking_SendsWhatIsLeft()
    {
        using var http = CreateClient();
        using var cancel = Budget(2_000, out var ctx);
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);

        http.Send(request, ctx);

        Assert.Equal(["Context-TTL-Ms: 2000"], _network.Headers);
    }

    [Fact]
    public async Task GetAsync_ForeignToken_SendsNoHeader()
    {
        using var http = CreateClient();
        using var source = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        await http.GetAsync(_address, source.Token);
        await http.GetAsync(_address, TestContext.Current.CancellationToken);

        Assert.Equal(["", ""], _network.Headers);
    }

    [Fact]
    public async Task GetAsync_CtxFirst_SendsOneFreshValue()
    {
        using var http = CreateClient(() => _clock.Advance(TimeSpan.FromMilliseconds(300)));
        using var cancel = Budget(2_000, out var ctx);

        await http.GetAsync(ctx, _address);

        Assert.Equal(["Context-TTL-Ms: 1700"], _network.Headers);
    }

    [Fact]
    public async Task SendAsync_StoredContext_WinsOverToken()
    {
        using var http = CreateClient();
        using var cancel = Budget(2_000, out var ctx);
        using var cancelOther = Budget(1_000, out var other);
        using var request = new HttpRequestMessage(HttpMethod.Get, _address).WithContext(ctx);

        await http.SendAsync(request, other.Token);

        Assert.Equal(["Context-TTL-Ms: 2000"], _network.Headers);
    }

    [Fact]
    public async Task GetAsync_Reserve_IsKeptBack()
    {
        _options.Reserve = TimeSpan.FromMilliseconds(50);
        using var http = CreateClient();
        using var cancel = Budget(2_000, out var ctx);

        await http.GetAsync(ctx, _address);

        Assert.Equal(["Context-TTL-Ms: 1950"], _network.Headers);
    }

    [Fact]
    public async Task PostAsync_OnlyReserveLeft_IsNotSent()
    {
        _options.Reserve = TimeSpan.FromMilliseconds(50);
        using var http = CreateClient();
        using var cancel = Budget(50.5, out var ctx);
        var content = new StringContent("x");

        var error = await Assert.ThrowsAsync<DeadlineExceededException>(() => http.PostAsync(ctx, _address, content));

        Assert.StartsWith(
            $"context deadline exceeded: POST {_address}, not sent as less than 1 ms is left beyond a reserve of 50 ms: ",
            error.Message,
            StringComparison.Ordinal);
        Assert.True(error.IsDeadlineExceeded(ctx) && !ctx.IsDone);
        Assert.Empty(_network.Headers);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Send_BlockingWithTooLittleLeft_IsNotSent()
    {
        using var http = CreateClient();
        using var cancel = Budget(0.5, out var ctx);
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);

        Assert.Throws<DeadlineExceededException>(() => http.Send(request, ctx));

        Assert.Empty(_network.Headers);
    }

    [Fact]
    [Trait("Behaviour", "H19")]
    public async Task GetAsync_CanceledOnTheWay_ThrowsContextCanceled()
    {
        using var cancel = Budget(2_000, out var ctx);
        using var http = CreateClient(() => cancel.Cancel());

        await Assert.ThrowsAsync<ContextCanceledException>(() => http.GetAsync(ctx, _address));

        Assert.Empty(_network.Headers);
    }

    [Fact]
    public async Task GetAsync_SwitchedOff_SendsNoHeaderAndRefusesNothing()
    {
        _options.Enabled = false;
        _options.Reserve = TimeSpan.FromMinutes(1);
        using var http = CreateClient();
        using var cancel = Budget(2_000, out var ctx);

        await http.GetAsync(ctx, _address);

        Assert.Equal([""], _network.Headers);
    }

    [Fact]
    public async Task SendAsync_SwitchedOff_SendsWhatWasSetByHand()
    {
        _options.Enabled = false;
        using var http = CreateClient();
        using var cancel = Budget(2_000, out var ctx);
        using var request = new HttpRequestMessage(HttpMethod.Get, _address) { Headers = { { "Context-TTL-Ms", "3000" } } };

        await http.SendAsync(ctx, request);

        Assert.Equal(["Context-TTL-Ms: 3000"], _network.Headers);
    }

    [Fact]
    public async Task GetAsync_PredicateOnHost_SendsOnlyThere()
    {
        _options.AppliesTo = address => address.Host.EndsWith(".internal", StringComparison.Ordinal);
        using var http = CreateClient();
        using var cancel = Budget(2_000, out var ctx);

        await http.GetAsync(ctx, _address);
        await http.GetAsync(ctx, "http://example.org/");

        Assert.Equal(["Context-TTL-Ms: 2000", ""], _network.Headers);
    }

    [Fact]
    public async Task GetAsync_OtherHeaderName_IsTheOnlyOne()
    {
        _options.HeaderName = "X-YaTaxi-Client-TimeoutMs";
        using var http = CreateClient();
        using var cancel = Budget(2_000, out var ctx);

        await http.GetAsync(ctx, _address);

        Assert.Equal(["X-YaTaxi-Client-TimeoutMs: 2000"], _network.Headers);
    }

    [Fact]
    public async Task GetAsync_Envoy_SendsBoth()
    {
        _options.SendEnvoyUpstreamTimeout = true;
        using var http = CreateClient();
        using var cancel = Budget(2_000, out var ctx);

        await http.GetAsync(ctx, _address);

        Assert.Equal(["Context-TTL-Ms: 2000; x-envoy-upstream-rq-timeout-ms: 2000"], _network.Headers);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:")]
    [InlineData("a\r\nb")]
    [InlineData("fröhlich")]
    public void HeaderName_NotOne_Throws(string name)
    {
        var error = Assert.Throws<ArgumentException>(() => _options.HeaderName = name);

        Assert.StartsWith("Must be a header name of letters, digits and dashes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reserve_Negative_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _options.Reserve = TimeSpan.FromTicks(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _options.Reserve = Timeout.InfiniteTimeSpan);
    }

    private HttpClient CreateClient(Action? onTheWay = null) =>
        new(new PassingHandler(onTheWay, new ContextPropagationHandler(_options) { InnerHandler = _network }));

    private CancelScope Budget(double milliseconds, out Context ctx) =>
        Context.Root(_clock).WithTimeout(TimeSpan.FromMilliseconds(milliseconds), out ctx);

    /// <summary>Does something before it passes a request on.</summary>
    private sealed class PassingHandler(Action? onTheWay, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            onTheWay?.Invoke();
            return base.SendAsync(request, cancellationToken);
        }
    }
}
