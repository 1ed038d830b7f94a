using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>One execution for all who ask while it is under way, and none kept.</summary>
public sealed class FlightTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Flight<string, string> _flight = new();
    private readonly Upstream _upstream = new();
    private readonly InvalidOperationException _failure = new("upstream is down");

    private Context Root => Context.Root(_clock);

    [Fact, Trait("Behaviour", "B148")]
    public async Task RunAsync_TenCallers_ShareOneExecution()
    {
        Task<string>[] callers = [.. Enumerable.Range(0, 10).Select(_ => _flight.RunAsync(Root, "report", _upstream.ObeyAsync))];

        (await _upstream.NextAsync()).Ending.SetResult("fresh");

        Assert.All(await Bounded.WaitAsync(Task.WhenAll(callers), "all callers"), result => Assert.Equal("fresh", result));
        Assert.Single(_upstream.All);
    }

    [Fact]
    public async Task RunAsync_OtherKeys_ShareNothing()
    {
        Task<string> one = _flight.RunAsync(Root, "one", _upstream.ObeyAsync);
        Execution first = await _upstream.NextAsync();
        Task<string> other = _flight.RunAsync(Root, "other", _upstream.ObeyAsync);
        Execution second = await _upstream.NextAsync();

        second.Ending.SetResult("of the other");
        first.Ending.SetResult("of the one");

        Assert.Equal(("one", "other"), (first.Key, second.Key));
        Assert.Equal("of the one", await Bounded.WaitAsync(one, "the one"));
        Assert.Equal("of the other", await Bounded.WaitAsync(other, "the other"));
    }

    [Fact]
    public async Task RunAsync_ComparerSaysKeysAreEqual_SharesOneExecution()
    {
        var flight = new Flight<string, string>(new() { Comparer = StringComparer.OrdinalIgnoreCase });
        Task<string> one = flight.RunAsync(Root, "Report", _upstream.ObeyAsync);
        Task<string> other = flight.RunAsync(Root, "REPORT", _upstream.ObeyAsync);

        (await _upstream.NextAsync()).Ending.SetResult("fresh");

        Assert.Equal("fresh", await Bounded.WaitAsync(one, "the one"));
        Assert.Equal("fresh", await Bounded.WaitAsync(other, "the other"));
        Assert.Single(_upstream.All);
    }

    [Fact]
    public async Task RunAsync_WithState_GivesTheWorkThatOfWhoStartedIt()
    {
        Task<string> one = _flight.RunAsync(Root, "report", "the first's", static (_, key, state) => Task.FromResult($"{key}: {state}"));

        Assert.Equal("report: the first's", await Bounded.WaitAsync(one, "the result"));
    }

    [Fact]
    public async Task RunAsync_AfterAResult_RunsAnew()
    {
        Task<string> first = _flight.RunAsync(Root, "report", _upstream.ObeyAsync);
        (await _upstream.NextAsync()).Ending.SetResult("old");
        await Bounded.WaitAsync(first, "the first");

        Task<string> second = _flight.RunAsync(Root, "report", _upstream.ObeyAsync);
        (await _upstream.NextAsync()).Ending.SetResult("new");

        Assert.Equal("new", await Bounded.WaitAsync(second, "the second"));
    }

    [Fact]
    public async Task RunAsync_WorkFails_EveryCallerGetsThatFailureAndItIsNotKept()
    {
        Task<string> one = _flight.RunAsync(Root, "report", _upstream.ObeyAsync);
        Task<string> other = _flight.RunAsync(Root, "report", _upstream.ObeyAsync);
        (await _upstream.NextAsync()).Ending.SetException(_failure);

        Exception ofOne = await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(one, "the one"));
        Exception ofOther = await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(other, "the other"));
        Task<string> next = _flight.RunAsync(Root, "report", _upstream.ObeyAsync);
        (await _upstream.NextAsync()).Ending.SetResult("well again");

        Assert.Same(_failure, ofOne);
        Assert.Same(_failure, ofOther);
        Assert.Equal("well again", await Bounded.WaitAsync(next, "the next"));
    }

    [Fact]
    public async Task RunAsync_WorkThrowsBeforeItHasATask_IsAFailureLikeAnyOther()
    {
        Task<string> caller = _flight.RunAsync(Root, "report", (_, _) => throw _failure);

        Assert.Same(_failure, await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(caller, "the caller")));
        Assert.True(caller.IsFaulted);
    }

    [Fact]
    public async Task RunAsync_WorkEndsCanceledByItself_CallersAreCanceledWithItsException()
    {
        var canceled = new OperationCanceledException("the work gave up");

        Task<string> caller = _flight.RunAsync(Root, "report", (_, _) => throw canceled);

        Assert.Same(canceled, await Assert.ThrowsAsync<OperationCanceledException>(() => Bounded.WaitAsync(caller, "the caller")));
        Assert.True(caller.IsCanceled);
    }

    [Fact]
    public async Task RunAsync_WorkReturnsNull_SaysSo()
    {
        Task<string> caller = _flight.RunAsync(Root, "report", (_, _) => null!);

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(caller, "the caller"));
        Assert.Equal("The work of a flight returned null; it must return a task.", e.Message);
    }

    [Fact]
    public async Task RunAsync_ContextIsDone_StartsNothing()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        scope.Cancel();

        Task<string> caller = _flight.RunAsync(ctx, "report", _upstream.ObeyAsync);

        var e = await Assert.ThrowsAsync<ContextCanceledException>(() => caller);
        Assert.StartsWith("context canceled: about to join a flight, ", e.Message, StringComparison.Ordinal);
        Assert.True(caller.IsCanceled);
        Assert.Equal(0, _flight.CountRuns());
    }

    [Fact]
    public async Task RunAsync_ContextIsDone_DoesNotJoinEither()
    {
        Task<string> other = _flight.RunAsync(Root, "report", _upstream.ObeyAsync);
        using CancelScope scope = Root.WithTimeout(TimeSpan.Zero, out Context ctx);

        Task<string> caller = _flight.RunAsync(ctx, "report", _upstream.ObeyAsync);

        await Assert.ThrowsAsync<DeadlineExceededException>(() => caller);
        Assert.False(other.IsCompleted);
    }

    [Fact]
    public void RunAsync_NullArguments_Throws()
    {
        Assert.Throws<ArgumentNullException>("key", () => { _ = _flight.RunAsync(Root, null!, _upstream.ObeyAsync); });
        Assert.Throws<ArgumentNullException>("work", () => { _ = _flight.RunAsync(Root, "report", null!); });
        Assert.Throws<ArgumentNullException>("work", () => { _ = _flight.RunAsync<int>(Root, "report", 1, null!); });
        Assert.Throws<ArgumentNullException>("key", () => _flight.Forget(null!));
    }

    [Fact, Trait("Behaviour", "B148")]
    public async Task Forget_UnderWay_NextCallerStartsAnewAndThoseInsideAreServed()
    {
        Task<string> before = _flight.RunAsync(Root, "report", _upstream.ObeyAsync);
        Execution stale = await _upstream.NextAsync();

        bool wasUnderWay = _flight.Forget("report");
        Task<string> after = _flight.RunAsync(Root, "report", _upstream.ObeyAsync);
        (await _upstream.NextAsync()).Ending.SetResult("new");
        stale.Ending.SetResult("old");

        Assert.True(wasUnderWay);
        Assert.Equal("old", await Bounded.WaitAsync(before, "who came before"));
        Assert.Equal("new", await Bounded.WaitAsync(after, "who came after"));
    }

    [Fact]
    public void Forget_NothingUnderWay_SaysSo() => Assert.False(_flight.Forget("report"));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void Limit_NotMoreThanZero_Throws(long ticks)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => new FlightOptions<string, string> { Limit = TimeSpan.FromTicks(ticks) });

        Assert.StartsWith("Must be more than zero, or Timeout.InfiniteTimeSpan for no limit.", e.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromTicks(ticks), e.ActualValue);
    }
}
