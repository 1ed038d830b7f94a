using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>A handler that gives a request a shorter context: it is told on, and the call stays its caller's.</summary>
public sealed class HandlerContextTests
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _shorter = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _arrived = new("the request reaches the server");
    private readonly Signal _gone = new("the server sees the client leave");
    private string? _received;

    /// <summary>Version, and whose request.</summary>
    public static TheoryData<string, string> Requests => new()
    {
        { "1.1", "ours" },
        { "2.0", "ours" },
        { "1.1", "the caller's" },
        { "2.0", "the caller's" },
    };

    [Theory, MemberData(nameof(Requests))]
    public async Task SendAsync_HandlerEndsItsScope_BodyIsTheCallers(string version, string whose)
    {
        await using var server = await StartAsync(version);
        using var http = CreateClient(server, endsScope: true);
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        using var response = await Send(http, ctx, version, whose, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await body.ReadExactlyAsync(new byte[5], TestContext.Current.CancellationToken);
        var read = body.ReadAsync(new byte[5], TestContext.Current.CancellationToken).AsTask();
        _clock.Advance(_budget);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(read, "the read ends with the caller's deadline");
        Assert.True(error.IsDeadlineExceeded(ctx));
        Assert.Equal("1000", _received);
        await _gone.WaitAsync();
    }

    [Theory, MemberData(nameof(Requests))]
    public async Task SendAsync_HandlerEndsItsScopeBeforeBufferedBody_IsTheCallers(string version, string whose)
    {
        await using var server = await LoopbackServer.StartAsync(version, http => http.Response.WriteAsync("whole"));
        using var http = CreateClient(server, endsScope: true);
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        using var response = await Send(http, ctx, version, whose, HttpCompletionOption.ResponseContentRead);

        Assert.Equal("whole", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory, MemberData(nameof(Requests))]
    public async Task SendAsync_CallerEndsWhileHandlersScopeIsOpen_ThrowsTheCallers(string version, string whose)
    {
        await using var server = await StartAsync(version);
        using var http = CreateClient(server, endsScope: false);
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        using var response = await Send(http, ctx, version, whose, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await body.ReadExactlyAsync(new byte[5], TestContext.Current.CancellationToken);
        var read = body.ReadAsync(new byte[5], TestContext.Current.CancellationToken).AsTask();
        cancel.Cancel();

        var error = await Signal.ThrowsAsync<ContextCanceledException>(read, "the read ends with the caller");
        Assert.True(error.IsCanceled(ctx));
        await _gone.WaitAsync();
    }

    private static Task<HttpResponseMessage> Send(
        HttpClient http, Context ctx, string version, string whose, HttpCompletionOption completion) =>
        whose == "ours"
            ? http.GetAsync(ctx, "/report", completion)
            : http.SendAsync(
                ctx,
                new HttpRequestMessage(HttpMethod.Get, "/report")
                {
                    Version = new Version(version),
                    VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                },
                completion);

    private static HttpClient CreateClient(LoopbackServer server, bool endsScope) =>
        server.CreateClient(new ShorteningHandler(
            endsScope, new ContextPropagationHandler { InnerHandler = LoopbackServer.CreateHandler() }));

    private Task<LoopbackServer> StartAsync(string version) =>
        LoopbackServer.StartAsync(version, async http =>
        {
            _received = http.Request.Headers["Context-TTL-Ms"];
            await http.StartBodyAsync();
            _arrived.Set();
            await http.UntilGoneAsync(_gone);
        });

    /// <summary>Leaves less time for each request than the caller does.</summary>
    private sealed class ShorteningHandler(bool endsScope, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly List<CancelScope> _open = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.True(request.TryGetContext(out var ctx));
            var scope = ctx.WithTimeout(_shorter, out var shorter);
            try
            {
                return await base.SendAsync(request.WithContext(shorter), cancellationToken);
            }
            finally
            {
                if (endsScope)
                    scope.Dispose();
                else
                    _open.Add(scope);
            }
        }

        protected override void Dispose(bool disposing)
        {
            _open.ForEach(scope => scope.Dispose());
            base.Dispose(disposing);
        }
    }
}
