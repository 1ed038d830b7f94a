using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>Copies of a request that are under way at the same time: the one that lost has no say in what becomes of the winner.</summary>
public sealed class HedgeTests
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _arrived = new("the winner reaches the server");
    private readonly Signal _loserArrived = new("the loser reaches the server");
    private readonly Signal _gone = new("the server sees the client leave the winner");
    private readonly Signal _loserGone = new("the server sees the client leave the loser");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory, MemberData(nameof(Versions))]
    public async Task GetAsync_LoserStartsAfterWinnersHeaders_BodyStaysTheContexts(string version)
    {
        await using var server = await StartAsync(version);
        var hedge = new HedgeHandler(new ContextPropagationHandler { InnerHandler = LoopbackServer.CreateHandler() });
        using var http = server.CreateClient(hedge);
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        var call = http.GetAsync(ctx, "/body");
        await hedge.Answered.WaitAsync();

        var loser = hedge.SendLoserAsync();
        await _loserArrived.WaitAsync();
        hedge.EndLoser();
        await Signal.ThrowsAsync<TaskCanceledException>(loser, "the loser ends");
        _clock.Advance(_budget);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
        Assert.Contains("/body, reading the body for 2 s", error.Message, StringComparison.Ordinal);
        await _gone.WaitAsync();
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task GetAsync_ContextEndsBothCopies_TagsBothSpans(string version)
    {
        await using var server = await StartAsync(version);
        var hedge = new HedgeHandler(new ContextPropagationHandler { InnerHandler = LoopbackServer.CreateHandler() });
        using var http = server.CreateClient(hedge);
        var outcomes = new ConcurrentQueue<object?>();
        using var listener = ListenForSpans(server, outcomes);
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        var call = http.GetAsync(ctx, "/silent");
        await _arrived.WaitAsync();

        var loser = hedge.SendLoserAsync();
        await _loserArrived.WaitAsync();
        _clock.Advance(_budget);

        await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
        await Signal.ThrowsAsync<TaskCanceledException>(loser, "the loser ends");
        Assert.Equal(["deadline_exceeded", "deadline_exceeded"], outcomes);
    }

    private Task<LoopbackServer> StartAsync(string version) =>
        LoopbackServer.StartAsync(version, async http =>
        {
            if (http.Request.Path == "/loser")
            {
                _loserArrived.Set();
                await http.UntilGoneAsync(_loserGone);
                return;
            }

            if (http.Request.Path == "/body")
                await http.StartBodyAsync();

            _arrived.Set();
            await http.UntilGoneAsync(_gone);
        });

    private static ActivityListener ListenForSpans(LoopbackServer server, ConcurrentQueue<object?> outcomes)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (server.Address.Port.Equals(span.GetTagItem("server.port")))
                    outcomes.Enqueue(span.GetTagItem("plumbline.outcome"));
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    /// <summary>Sends a request, and when told to another copy, which shares the options as Polly's copies do.</summary>
    private sealed class HedgeHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly CancellationTokenSource _end = new();
        private HttpRequestMessage? _copy;
        private CancellationToken _token;

        public Signal Answered { get; } = new("the winner is answered");

        public Task<HttpResponseMessage> SendLoserAsync() => base.SendAsync(_copy!, _token);

        public void EndLoser() => _end.Cancel();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _copy = new HttpRequestMessage(HttpMethod.Get, new Uri(request.RequestUri!, "/loser")) { Version = request.Version, VersionPolicy = request.VersionPolicy };
            _token = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token).Token;
            Internal.RequestContexts.Keep(request, cancellationToken);
            ((IDictionary<string, object?>)request.Options).ToList().ForEach(((IDictionary<string, object?>)_copy.Options).Add);

            var response = await base.SendAsync(request, cancellationToken);
            Answered.Set();
            return response;
        }

        protected override void Dispose(bool disposing)
        {
            _copy?.Dispose();
            _end.Dispose();
            base.Dispose(disposing);
        }
    }
}
