using System.Net;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Services;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Services.Candidates;

/// <summary>Each candidate's services over the loopback: what it does is what it is described as.</summary>
public sealed class CandidateServicesTests : IAsyncDisposable
{
    /// <summary>A time limit that is over soon, where a test waits for that; and one that no test waits for.</summary>
    private static readonly TimeSpan _short = S(0.25);
    private static readonly TimeSpan _long = S(600);

    private readonly List<ServiceNode> _nodes = [];
    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };

    public static TheoryData<string> All => [.. Candidate.All.Select(static candidate => candidate.Id)];

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        foreach (var node in Enumerable.Reverse(_nodes))
        {
            await node.DisposeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Report_AllIsWell_IsAnsweredByTheUpstream(string candidate)
    {
        var upstream = await OpenAsync(candidate, Hop.Upstream, _long);
        var (edge, _) = await OpenAsync(candidate, upstream.Address!, _long); // It was opened.

        var answer = await Bounded.WaitAsync(AskAsync(edge, "/report"), "the report");

        Assert.Equal((HttpStatusCode.OK, "an item"), answer);
        Assert.True(Assert.Single(upstream.Log.Records).Finished);
        Assert.True(Assert.Single(await RecordsAsync(edge)).Finished);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Home_AllIsWell_IsAnsweredByTheEdge(string candidate)
    {
        var (edge, _) = await OpenAsync(candidate, new Uri("http://127.0.0.1:9"), _long);

        Assert.Equal((HttpStatusCode.OK, "home"), await Bounded.WaitAsync(AskAsync(edge, "/home"), "the home page"));
    }

    [Theory]
    [InlineData("T")]
    [InlineData("T+")]
    [InlineData("C")]
    [InlineData("D")]
    public async Task Report_PersonLeaves_ReachesTheUpstream(string candidate)
    {
        await using var upstream = await SignalingUpstream.StartAsync();
        var (edge, mid) = await OpenAsync(candidate, upstream.Address, _long);
        using var leaving = new CancellationTokenSource();
        var asked = AskUntilAsync(edge, "/report", leaving.Token);
        await upstream.CameAsync();

        await leaving.CancelAsync();

        await upstream.GoneAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal(HopOutcome.ClientGone, Assert.Single(await RecordsAsync(edge)).Outcome);
        Assert.Equal(HopOutcome.ClientGone, Assert.Single(await RecordsAsync(mid)).Outcome);
    }

    [Theory]
    [InlineData("B")]
    [InlineData("B+")]
    [InlineData("T")]
    [InlineData("T+")]
    [InlineData("C")]
    [InlineData("D")]
    public async Task Report_NeverAnswered_EndsWhenTheTimeIsUp(string candidate)
    {
        await using var upstream = await SignalingUpstream.StartAsync();
        var (edge, _) = await OpenAsync(candidate, upstream.Address, _short);

        var (status, _) = await Bounded.WaitAsync(AskAsync(edge, "/report"), "an answer although the upstream gives none");

        Assert.Equal(HttpStatusCode.GatewayTimeout, status);
        Assert.Equal(HopOutcome.Deadline, Assert.Single(await RecordsAsync(edge)).Outcome);
    }

    [Theory]
    [InlineData("B+")]
    [InlineData("T+")]
    [InlineData("D")]
    public async Task Report_LimitIsTaken_IsRefused(string candidate)
    {
        await using var upstream = await SignalingUpstream.StartAsync();
        var (edge, _) = await OpenAsync(candidate, upstream.Address, S(60));
        using var leaving = new CancellationTokenSource();
        var first = AskUntilAsync(edge, "/report", leaving.Token);
        await upstream.CameAsync();

        var (status, _) = await Bounded.WaitAsync(AskAsync(edge, "/report"), "the refusal");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Contains(edge.Log.Records, static record => record.Outcome == HopOutcome.Limit);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Report_UpstreamRefuses_FailsAtOnce(string candidate)
    {
        var upstream = await OpenAsync(candidate, Hop.Upstream, _long);
        var address = upstream.Address!; // It was opened.
        await upstream.CloseAsync();
        var (edge, mid) = await OpenAsync(candidate, address, _long);

        var (status, _) = await Bounded.WaitAsync(AskAsync(edge, "/report"), "the failure");

        Assert.Equal(HttpStatusCode.BadGateway, status);
        Assert.Equal(HopOutcome.Refused, Assert.Single(await RecordsAsync(mid)).Outcome);
        Assert.Equal(HopOutcome.Upstream, Assert.Single(await RecordsAsync(edge)).Outcome);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Items_CallerLeaves_IsDroppedOrDoneAllTheSame(string candidate)
    {
        var clock = new Load.TimerWatch();
        var upstream = await OpenAsync(candidate, Hop.Upstream, _long, clock);
        upstream.Work.Pace = Pace.Slow;
        using var leaving = new CancellationTokenSource();
        var first = AskUntilAsync(upstream, "/items", leaving.Token);
        await clock.ArmedAsync(S(10));

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        // Nothing but its caller's leaving ends the one; nothing but the end of its work the other.
        var honours = Candidate.Of(candidate).Honours;
        var passed = honours ? TimeSpan.Zero : S(10);
        clock.Advance(passed);
        var record = Assert.Single(await RecordsAsync(upstream));

        Assert.Equal((!honours, honours ? HopOutcome.ClientGone : null), (record.Finished, record.Outcome));
        Assert.Equal(passed, record.Ended - record.Started);
    }

    private static Plan PlanOf(TimeSpan limit) => Plan.Quick(seed: 1) with
    {
        RequestTimeout = limit,
        UpstreamWorkers = 1,
        DependencyLimit = 1,
        UpstreamWork = TimeSpan.FromMilliseconds(1),
    };

    /// <summary>After all handlers are over.</summary>
    private static async Task<IReadOnlyList<HopRecord>> RecordsAsync(ServiceNode node)
    {
        await node.DrainAsync();
        return node.Log.Records;
    }

    private async Task<(ServiceNode Edge, ServiceNode Mid)> OpenAsync(string candidate, Uri upstream, TimeSpan limit)
    {
        var mid = await OpenAsync(candidate, Hop.Mid, limit, calls: upstream);
        return (await OpenAsync(candidate, Hop.Edge, limit, calls: mid.Address), mid);
    }

    private async Task<ServiceNode> OpenAsync(
        string candidate, Hop hop, TimeSpan limit, TimeProvider? clock = null, Uri? calls = null)
    {
        var node = new ServiceNode(
            new ServiceOptions { Hop = hop, Plan = PlanOf(limit), Candidate = candidate, Calls = calls is null ? [] : [calls] },
            clock ?? TimeProvider.System);
        _nodes.Add(node);
        await node.OpenAsync();
        return node;
    }

    private Task<(HttpStatusCode Status, string Text)> AskAsync(ServiceNode node, string path) =>
        AskUntilAsync(node, path, TestContext.Current.CancellationToken);

    private async Task<(HttpStatusCode Status, string Text)> AskUntilAsync(ServiceNode node, string path, CancellationToken token)
    {
        using var request = ClickHeader.Request(new Uri(node.Address!, path), click: 7); // It was opened.
        using var response = await _client.SendAsync(request, token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(token));
    }
}
