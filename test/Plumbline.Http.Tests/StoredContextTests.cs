using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>A request that stores its context is bound by it, sent by a client with the handler and without a token.</summary>
public sealed class StoredContextTests
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _arrived = new("the request reaches the server");
    private readonly Signal _answered = new("the client has the headers");
    private readonly Signal _gone = new("the server sees the client leave");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task SendAsync_DeadlineBeforeHeaders_ThrowsAndTellsServer(string version)
    {
        await using var server = await LoopbackServer.StartAsync(version, http =>
        {
            _arrived.Set();
            return http.UntilGoneAsync(_gone);
        });
        using var http = CreateClient(server);
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var call = http.SendAsync(Request(version).WithContext(ctx), TestContext.Current.CancellationToken);
        await _arrived.WaitAsync();
        _clock.Advance(_budget);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
        Assert.StartsWith($"context deadline exceeded: GET {server.Address}report", error.Message, StringComparison.Ordinal);
        Assert.True(error.IsDeadlineExceeded(ctx));
        await _gone.WaitAsync();
    }

    [Theory]
    [InlineData("1.1", HttpCompletionOption.ResponseContentRead)]
    [InlineData("2.0", HttpCompletionOption.ResponseContentRead)]
    [InlineData("1.1", HttpCompletionOption.ResponseHeadersRead)]
    [InlineData("2.0", HttpCompletionOption.ResponseHeadersRead)]
    [Trait("Behaviour", "H04")]
    public async Task SendAsync_DeadlineInBody_ThrowsAndTellsServer(string version, HttpCompletionOption completion)
    {
        await using var server = await LoopbackServer.StartAsync(version, async http =>
        {
            await http.StartBodyAsync();
            await http.UntilGoneAsync(_gone);
        });
        using var http = server.CreateClient(new AnsweredHandler(
            _answered, new ContextPropagationHandler { InnerHandler = LoopbackServer.CreateHandler() }));
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var call = ReadAsync(http, Request(version).WithContext(ctx), completion);
        await _answered.WaitAsync();
        _clock.Advance(_budget);

        await Signal.ThrowsAsync<DeadlineExceededException>(call, "the reading ends with the deadline");
        await _gone.WaitAsync();
    }

    [Fact]
    [Trait("Behaviour", "H01")]
    public async Task SendAsync_ContextDone_IsNotSent()
    {
        using var http = new HttpClient(new ContextPropagationHandler { InnerHandler = new UnreachableHandler() });
        Context.Background.WithCancel(out var ctx).Cancel();
        var content = new StringContent("x");
        var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost/") { Content = content }.WithContext(ctx);

        await Assert.ThrowsAsync<ContextCanceledException>(() => http.SendAsync(request, TestContext.Current.CancellationToken));

        await Assert.ThrowsAsync<ObjectDisposedException>(() => content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<byte[]> ReadAsync(HttpClient http, HttpRequestMessage request, HttpCompletionOption completion)
    {
        using var response = await http.SendAsync(request, completion, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    private static HttpRequestMessage Request(string version) =>
        new(HttpMethod.Get, "/report") { Version = new Version(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };

    private static HttpClient CreateClient(LoopbackServer server) =>
        server.CreateClient(new ContextPropagationHandler { InnerHandler = LoopbackServer.CreateHandler() });

    /// <summary>Says that the headers are there.</summary>
    private sealed class AnsweredHandler(Signal answered, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            answered.Set();
            return response;
        }
    }
}
