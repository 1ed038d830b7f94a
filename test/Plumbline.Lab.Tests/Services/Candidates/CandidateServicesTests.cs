using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Processes;
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

    /// <summary>The headers are there at once: a time limit that ends with them does not see the rest.</summary>
    [Theory]
    [InlineData("B")]
    [InlineData("B+")]
    [InlineData("T")]
    [InlineData("T+")]
    [InlineData("C")]
    [InlineData("D")]
    public async Task Report_BodyDrips_EndsWhenTheTimeIsUp(string candidate)
    {
        var upstream = await OpenAsync("A-", Hop.Upstream, _long, new Load.TimerWatch());
        upstream.Work.Pace = Pace.Drip;
        var (edge, mid) = await OpenAsync(candidate, upstream.Address!, _short); // It was opened.

        var (status, _) = await Bounded.WaitAsync(AskAsync(edge, "/report"), "an answer although the body never ends");

        Assert.Equal(HttpStatusCode.GatewayTimeout, status);
        await Bounded.UntilAsync(
            () => Task.FromResult(mid.Log.Records is [{ Ended: not null }]), "the mid to stop reading, while nothing has ended it from outside");
    }

    [Fact]
    public async Task Items_Drip_HeadersComeBeforeAnyTimePasses()
    {
        var upstream = await OpenAsync("A-", Hop.Upstream, _long, new Load.TimerWatch());
        upstream.Work.Pace = Pace.Drip;
        using var request = ClickHeader.Request(new Uri(upstream.Address!, "/items"), click: 7); // It was opened.

        using var response = await Bounded.WaitAsync(
            _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken), "the headers");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>A caller that has vanished, not left: only time tells.</summary>
    [Theory]
    [InlineData("T")]
    [InlineData("T+")]
    public async Task Items_CallerNeverLeaves_EndsWhenTheTimeIsUp(string candidate)
    {
        var upstream = await OpenAsync(candidate, Hop.Upstream, _short, new Load.TimerWatch());
        upstream.Work.Pace = Pace.Slow;

        var (status, _) = await Bounded.WaitAsync(AskAsync(upstream, "/items"), "the upstream to give up");

        Assert.Equal(HttpStatusCode.GatewayTimeout, status);
        Assert.Equal(HopOutcome.Deadline, Assert.Single(await RecordsAsync(upstream)).Outcome);
    }

    [Fact]
    public async Task Report_HundredTimeouts_OpenTheBreakerOfResilience()
    {
        await using var upstream = await SignalingUpstream.StartAsync();
        var mid = await OpenAsync("B+", Hop.Mid, S(2), calls: upstream.Address, together: 110);
        await Bounded.WaitAsync(
            Task.WhenAll(Enumerable.Range(0, 110).Select(_ => AskAsync(mid, "/report"))), "a hundred calls to take too long");

        var (status, _) = await Bounded.WaitAsync(AskAsync(mid, "/report"), "the refusal");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains(await RecordsAsync(mid), static record => record.Outcome == HopOutcome.Broken);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Report_MidRefuses_IsNotTakenForALimitOfTheEdge(string candidate)
    {
        await using var mid = ServiceHost.Create(new IPEndPoint(IPAddress.Loopback, 0));
        mid.MapGet("/report", static () => Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
        await mid.StartAsync(TestContext.Current.CancellationToken);
        var edge = await OpenAsync(candidate, Hop.Edge, _long, calls: new Uri(mid.Urls.Single()));

        var (status, _) = await Bounded.WaitAsync(AskAsync(edge, "/report"), "the refusal");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(HopOutcome.NextRefused, Assert.Single(await RecordsAsync(edge)).Outcome);
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

    private static Plan PlanOf(TimeSpan limit, int together) => Plan.Quick(seed: 1) with
    {
        RequestTimeout = limit,
        UpstreamWorkers = 1,
        DependencyLimit = together,
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
        string candidate, Hop hop, TimeSpan limit, TimeProvider? clock = null, Uri? calls = null, int together = 1)
    {
        var node = new ServiceNode(
            new ServiceOptions { Hop = hop, Plan = PlanOf(limit, together), Candidate = candidate, Calls = calls is null ? [] : [calls] },
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
