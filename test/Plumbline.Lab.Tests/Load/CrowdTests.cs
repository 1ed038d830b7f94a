using System.Net;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Load;
using Plumbline.Lab.Measure;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Load;

public sealed class CrowdTests : IDisposable
{
    private static readonly TimeSpan _length = S(60);

    private readonly TimerWatch _clock = new();
    private readonly FakeEdge _edge = new();
    private readonly HttpClient _http;
    private readonly TimeSpan _start;

    public CrowdTests()
    {
        _http = new HttpClient(_edge) { BaseAddress = new Uri("http://edge.test"), Timeout = Timeout.InfiniteTimeSpan };
        _start = _clock.Now();
    }

    public void Dispose()
    {
        _http.Dispose();
        _edge.Dispose();
    }

    [Fact]
    public async Task RunAsync_NobodyIsAnswered_EveryoneComesAllTheSame()
    {
        var crowd = new Crowd([Visitor(0, S(0.5)), Visitor(1, S(1)), Visitor(2, S(1.5))], _http, _clock);
        _ = crowd.RunAsync(_start, _length, TestContext.Current.CancellationToken);

        foreach (var _ in Enumerable.Range(0, 3))
        {
            await _clock.ArmedAsync(S(0.5));
            _clock.Advance(S(0.5));
            await _edge.NextAsync();
        }

        Assert.Equal(new CrowdCounters(3, 3, 3, 0, 0, false), crowd.Counters);
    }

    [Fact]
    public async Task RunAsync_SentLate_CountsLatencyFromTheIntendedClick()
    {
        var crowd = new Crowd([Visitor(0, S(1))], _http, _clock);
        var run = crowd.RunAsync(_start, _length, TestContext.Current.CancellationToken);
        await _clock.ArmedAsync(S(1));
        _clock.Advance(S(1.5));

        Answer(await _edge.NextAsync(), HttpStatusCode.OK);
        await Bounded(run);

        var record = Assert.Single(crowd.Records);
        Assert.Equal(S(0.5), record.Latency);
        Assert.Equal(_start + S(1.5), record.Sent);
        Assert.Equal(ClickOutcome.Answered, record.Outcome);
    }

    [Fact]
    public async Task RunAsync_Answered_DoesNotClickAgain()
    {
        var crowd = new Crowd([Visitor(0, S(0))], _http, _clock);
        var run = crowd.RunAsync(_start, _length, TestContext.Current.CancellationToken);

        Answer(await _edge.NextAsync(), HttpStatusCode.OK);
        await Bounded(run);

        Assert.Equal(new CrowdCounters(1, 1, 0, 1, 0, true), crowd.Counters);
    }

    [Fact]
    public async Task RunAsync_PatienceEnds_HangsUpAndClicksAgainAfterThePause()
    {
        var crowd = new Crowd([Visitor(0, S(0))], _http, _clock);
        var run = crowd.RunAsync(_start, _length, TestContext.Current.CancellationToken);
        var first = await _edge.NextAsync();

        _clock.Advance(S(2));
        await _clock.ArmedAsync(S(0.5));
        _clock.Advance(S(0.5));
        Answer(await _edge.NextAsync(), HttpStatusCode.OK);
        await Bounded(run);

        Assert.True(first.Token.IsCancellationRequested);
        Assert.Equal(
            [
                (0, ClickOutcome.Left, _start, _start + S(2)),
                (1, ClickOutcome.Answered, _start + S(2.5), _start + S(2.5)),
            ],
            crowd.Records.Select(record => (record.Click, record.Outcome, record.Intended, record.Ended)));
    }

    [Fact]
    public async Task RunAsync_LeavesSilently_DoesNotHangUp()
    {
        var crowd = new Crowd([Visitor(0, S(0))], _http, _clock) { LeavesSilently = true };
        var run = crowd.RunAsync(_start, S(2.2), TestContext.Current.CancellationToken);
        var first = await _edge.NextAsync();

        _clock.Advance(S(2));
        await Bounded(run);

        Assert.Equal((ClickOutcome.Left, _start + S(2)), (crowd.Records[0].Outcome, crowd.Records[0].Ended));
        Assert.False(first.Token.IsCancellationRequested);
        Answer(first, HttpStatusCode.OK);
    }

    [Fact]
    public async Task RunAsync_Error_LeavesAtOnceAndClicksAgain()
    {
        var crowd = new Crowd([Visitor(0, S(0))], _http, _clock);
        var run = crowd.RunAsync(_start, _length, TestContext.Current.CancellationToken);

        Answer(await _edge.NextAsync(), HttpStatusCode.GatewayTimeout);
        await _clock.ArmedAsync(S(0.5));
        _clock.Advance(S(0.5));
        Answer(await _edge.NextAsync(), HttpStatusCode.OK);
        await Bounded(run);

        Assert.Equal(
            [(ClickOutcome.Failed, 504), (ClickOutcome.Answered, 200)],
            crowd.Records.Select(record => (record.Outcome, record.Status)));
    }

    [Fact]
    public async Task RunAsync_AnswerAfterPatience_IsNoAnswer()
    {
        // The answer and the end of patience come in the same instant; the person had left.
        var crowd = new Crowd([Visitor(0, S(0)) with { Clicks = [new PlannedClick(S(2), ClicksAgain: false, S(0.5))] }], _http, _clock);
        var run = crowd.RunAsync(_start, _length, TestContext.Current.CancellationToken);
        var call = await _edge.NextAsync();

        _clock.Advance(S(2));
        Answer(call, HttpStatusCode.OK);
        await Bounded(run);

        Assert.Equal(ClickOutcome.Left, Assert.Single(crowd.Records).Outcome);
    }

    [Fact]
    public async Task RunAsync_NextClickAfterTheEnd_IsNotMade()
    {
        var crowd = new Crowd([Visitor(0, S(0))], _http, _clock);
        var run = crowd.RunAsync(_start, S(2.2), TestContext.Current.CancellationToken);
        await _edge.NextAsync();

        _clock.Advance(S(2));
        await Bounded(run);

        Assert.Single(crowd.Records);
        Assert.True(crowd.Counters.Done);
    }

    /// <summary>Waits two seconds for each of two clicks, half a second apart.</summary>
    private static Person Visitor(int id, TimeSpan arrives) => new(
        id,
        arrives,
        Page.Home,
        [new PlannedClick(S(2), ClicksAgain: true, S(0.5)), new PlannedClick(S(2), ClicksAgain: false, S(0.5))]);

    private static void Answer(FakeCall call, HttpStatusCode status) =>
        call.Response.TrySetResult(new HttpResponseMessage(status));

    private static Task Bounded(Task run) => run.WaitAsync(S(30), TestContext.Current.CancellationToken);
}
