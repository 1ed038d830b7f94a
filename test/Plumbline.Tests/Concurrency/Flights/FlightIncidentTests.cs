using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>What went wrong in the field with single flights of other languages, each by the way it showed.</summary>
public sealed class FlightIncidentTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Flight<string, string> _flight = new();
    private readonly Upstream _upstream = new();

    private Context Root => Context.Root(_clock);

    /// <summary>tailscale/tailscale 18919: the cancel of an earlier caller reached one who joined while that was on its way.</summary>
    [Fact]
    public async Task RunAsync_JoinedBetweenTheCancelOfAnEarlierCallerAndItsLeaving_IsNotCanceled()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        var run = new HeldRun(Root, _flight, "key");
        var earlier = new FlightCaller<string, string>(ctx.Signal);
        run.TryEnlist(earlier);
        _flight.TryAdd(run);
        scope.Cancel();

        Task<string> later = _flight.RunAsync(Root, "key", _upstream.ObeyAsync);
        run.Leave(earlier);
        bool wasStopped = run.Ctx.IsDone;
        run.Land(Task.FromResult("fresh"), error: null);

        await Assert.ThrowsAsync<ContextCanceledException>(() => earlier.Task);
        Assert.False(wasStopped);
        Assert.Equal("fresh", await Bounded.WaitAsync(later, "the later one"));
        Assert.Empty(_upstream.All);
    }

    /// <summary>janos/singleflight 4: a caller that was canceled took the key along, and a second execution started beside the first.</summary>
    [Fact]
    public async Task RunAsync_OneOfTwoWasCanceled_ThirdJoinsAndStartsNoSecond()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        Task<string> canceled = _flight.RunAsync(ctx, "key", _upstream.ObeyAsync);
        Task<string> second = _flight.RunAsync(Root, "key", _upstream.ObeyAsync);
        Execution execution = await _upstream.NextAsync();
        scope.Cancel();
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(canceled, "who was canceled"));

        Task<string> third = _flight.RunAsync(Root, "key", _upstream.ObeyAsync);
        execution.Ending.SetResult("fresh");

        Assert.Equal("fresh", await Bounded.WaitAsync(second, "the second"));
        Assert.Equal("fresh", await Bounded.WaitAsync(third, "the third"));
        Assert.Single(_upstream.All);
    }

    /// <summary>golang/go 55343: the first caller of a look-up was canceled, and an innocent second one was told that its look-up was.</summary>
    [Fact]
    public async Task RunAsync_FirstCallerIsCanceled_SecondGetsTheResult()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        Task<string> first = _flight.RunAsync(ctx, "example.org", _upstream.ObeyAsync);
        Task<string> second = _flight.RunAsync(Root, "example.org", _upstream.ObeyAsync);
        Execution execution = await _upstream.NextAsync();

        scope.Cancel();
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(first, "the first"));
        execution.Ending.SetResult("192.0.2.1");

        Assert.Equal("192.0.2.1", await Bounded.WaitAsync(second, "the second"));
    }

    /// <summary>golang/go 31420: a forgotten call that ended took out its successor of the same key, and a third one ran beside that.</summary>
    [Fact]
    public async Task Forget_ThenTheForgottenOneEnds_ItsSuccessorIsStillJoined()
    {
        Task<string> first = _flight.RunAsync(Root, "key", _upstream.ObeyAsync);
        Execution forgotten = await _upstream.NextAsync();
        _flight.Forget("key");
        Task<string> second = _flight.RunAsync(Root, "key", _upstream.ObeyAsync);
        Execution successor = await _upstream.NextAsync();

        forgotten.Ending.SetResult("old");
        await Bounded.WaitAsync(first, "the first");
        Task<string> third = _flight.RunAsync(Root, "key", _upstream.ObeyAsync);
        successor.Ending.SetResult("new");

        Assert.Equal("new", await Bounded.WaitAsync(second, "the second"));
        Assert.Equal("new", await Bounded.WaitAsync(third, "the third"));
        Assert.Equal(2, _upstream.All.Count);
    }

    /// <summary>The same by a cancel: the work of an execution that everybody left ends while its successor runs.</summary>
    [Fact]
    public async Task RunAsync_StoppedOneEndsLate_ItsSuccessorIsStillJoined()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        Task<string> first = _flight.RunAsync(ctx, "key", _upstream.IgnoreAsync);
        Execution stopped = await _upstream.NextAsync();
        scope.Cancel();
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(first, "the first"));
        Task<string> second = _flight.RunAsync(Root, "key", _upstream.IgnoreAsync);
        Execution successor = await _upstream.NextAsync();

        stopped.Ending.SetResult("nobody's");
        Task<string> third = _flight.RunAsync(Root, "key", _upstream.IgnoreAsync);
        successor.Ending.SetResult("new");

        Assert.Equal("new", await Bounded.WaitAsync(second, "the second"));
        Assert.Equal("new", await Bounded.WaitAsync(third, "the third"));
        Assert.Equal(2, _upstream.All.Count);
    }
}
