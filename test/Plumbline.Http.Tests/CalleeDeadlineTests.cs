using System.Net;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>A callee that ran out of time says whose time it was, and the error of a call that wants success repeats it.</summary>
public sealed class CalleeDeadlineTests
{
    [Theory]
    [InlineData("caller", "At the callee the deadline that was sent along (the caller's) passed.")]
    [InlineData("endpoint", "At the callee the limit of its endpoint passed.")]
    [InlineData("server", "At the callee the default or maximum of its server passed.")]
    public async Task GetStringAsync_504WithMarker_SaysWhoseDeadline(string marker, string text)
    {
        var error = await CallAsync(504, marker);

        Assert.EndsWith(text, error.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.GatewayTimeout, error.StatusCode);
        Assert.False(error.IsDeadlineExceeded(Context.Background));
    }

    public static TheoryData<string> Calls => [.. _calls.Keys];

    private static readonly Dictionary<string, Func<HttpClient, Context, Task>> _calls = new()
    {
        ["whole"] = (http, ctx) => http.GetAsync(ctx, "/x"),
        ["headers"] = (http, ctx) => http.GetAsync(ctx, "/x", HttpCompletionOption.ResponseHeadersRead),
        ["string"] = (http, ctx) => http.GetStringAsync(ctx, "/x"),
        ["stream"] = (http, ctx) => http.GetStreamAsync(ctx, "/x"),
        ["stored"] = (http, ctx) => http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/x").WithContext(ctx)),
    };

    [Theory, MemberData(nameof(Calls))]
    public async Task Call_504OfCallerAtItsOwnDeadline_IsTheContextsDeadline(string call)
    {
        var clock = new FakeTimeProvider();
        var content = new DisposableContent();
        using var http = CreateClient(content, _ => clock.Advance(TimeSpan.FromMilliseconds(1_999.4)));
        using var cancel = Context.Root(clock).WithTimeout(TimeSpan.FromSeconds(2), out var ctx);

        var error = await Assert.ThrowsAsync<DeadlineExceededException>(() => _calls[call](http, ctx));

        Assert.StartsWith(
            "context deadline exceeded: GET http://localhost/x, answered with 504 as the callee ran out of this deadline (headers 1.999 s): ",
            error.Message,
            StringComparison.Ordinal);
        Assert.True(error.IsDeadlineExceeded(ctx));
        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.True(content.IsDisposed);
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task Call_504OfCallerAfterItsOwnDeadline_IsTheContextsDeadline(string call)
    {
        var clock = new FakeTimeProvider();
        using var http = CreateClient(new DisposableContent(), _ => clock.Advance(TimeSpan.FromSeconds(2)));
        using var cancel = Context.Root(clock).WithTimeout(TimeSpan.FromSeconds(2), out var ctx);

        var error = await Assert.ThrowsAsync<DeadlineExceededException>(() => _calls[call](http, ctx));

        Assert.Contains("of this deadline (headers 2 s), budget 2 s set in ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_504OfCallerInItsLastRealMillisecond_WaitsItOut()
    {
        using var http = CreateClient(new DisposableContent(), ctx => SpinWait.SpinUntil(() => ctx.Remaining < TimeSpan.FromMilliseconds(1)));
        using var cancel = Context.Background.WithTimeout(TimeSpan.FromMilliseconds(20), out var ctx);

        var error = await Assert.ThrowsAsync<DeadlineExceededException>(() => http.GetAsync(ctx, "/x"));

        Assert.True(ctx.IsDone && error.IsDeadlineExceeded(ctx));
    }

    [Fact]
    public async Task Call_504OfCallerWithTimeLeft_IsAnAnswer()
    {
        var clock = new FakeTimeProvider();
        using var http = CreateClient(new DisposableContent(), _ => clock.Advance(TimeSpan.FromMilliseconds(1_995)));
        using var cancel = Context.Root(clock).WithTimeout(TimeSpan.FromSeconds(4), out var ctx);

        using var response = await http.GetAsync(ctx, "/x");
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(ctx, "/x"));

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.EndsWith("the deadline that was sent along (the caller's) passed.", error.Message, StringComparison.Ordinal);
    }

    [Fact, Trait("Behaviour", "H11")]
    public async Task GetAsync_504AndCanceledMeanwhile_IsAnAnswer()
    {
        using var cancel = Context.Background.WithTimeout(TimeSpan.FromMinutes(1), out var ctx);
        using var http = CreateClient(new DisposableContent(), _ => cancel.Cancel());

        using var response = await http.GetAsync(ctx, "/x", HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
    }

    [Theory]
    [InlineData(504, null)]
    [InlineData(504, "a stranger's text")]
    [InlineData(503, "caller")]
    public async Task GetStringAsync_NoneOfOurs_IsAsHttpClientSaysIt(int status, string? marker)
    {
        var error = await CallAsync(status, marker);

        Assert.StartsWith($"Response status code does not indicate success: {status} (", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("callee", error.Message, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode)status, error.StatusCode);
    }

    [Fact]
    public void EnsureSuccess_504OfOurs_SaysWhoseDeadline()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.GatewayTimeout) { Headers = { { "Context-Deadline-Exceeded", "endpoint" } } };

        var error = Assert.Throws<HttpRequestException>(() => response.EnsureSuccess());

        Assert.Equal(
            "Response status code does not indicate success: 504 (Gateway Timeout). At the callee the limit of its endpoint passed.", error.Message);
        Assert.Equal(HttpStatusCode.GatewayTimeout, error.StatusCode);
    }

    [Fact]
    public void EnsureSuccess_Other_IsAsHttpClientHasIt()
    {
        using var success = new HttpResponseMessage();
        using var failure = new HttpResponseMessage(HttpStatusCode.NotFound);

        Assert.Same(success, success.EnsureSuccess());
        Assert.Equal(HttpStatusCode.NotFound, Assert.Throws<HttpRequestException>(() => failure.EnsureSuccess()).StatusCode);
    }

    private static async Task<HttpRequestException> CallAsync(int status, string? marker)
    {
        await using var server = await LoopbackServer.StartAsync("1.1", http =>
        {
            http.Response.StatusCode = status;
            if (marker is not null)
                http.Response.Headers["Context-Deadline-Exceeded"] = marker;

            return Task.CompletedTask;
        });
        using var http = server.CreateClient();

        return await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(Context.Background, "report"));
    }

    private static HttpClient CreateClient(HttpContent content, Action<Context> onTheWay) =>
        new(new ContextPropagationHandler { InnerHandler = new ExpiringHandler(content, onTheWay) }) { BaseAddress = new Uri("http://localhost/") };

    /// <summary>Answers as a callee does whose caller's deadline passed, after a while.</summary>
    private sealed class ExpiringHandler(HttpContent content, Action<Context> onTheWay) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.True(request.TryGetContext(out var ctx));
            onTheWay(ctx);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.GatewayTimeout)
            {
                Content = content,
                Headers = { { "Context-Deadline-Exceeded", "caller" } },
            });
        }
    }

    private sealed class DisposableContent() : ByteArrayContent([])
    {
        public bool IsDisposed { get; private set; }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
