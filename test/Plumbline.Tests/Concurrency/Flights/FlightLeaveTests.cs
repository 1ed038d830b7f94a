using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>Each caller leaves alone; the last one stops the work; nobody joins what is stopping.</summary>
public sealed class FlightLeaveTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Flight<string, string> _flight = new();
    private readonly Upstream _upstream = new();

    private Context Root => Context.Root(_clock);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task RunAsync_OneOfThreeLeaves_OthersGetTheResult(int leaver)
    {
        var scopes = new CancelScope[3];
        var callers = new Task<string>[3];
        for (int i = 0; i < callers.Length; i++)
        {
            scopes[i] = Root.WithCancel(out Context ctx);
            callers[i] = _flight.RunAsync(ctx, "report", _upstream.ObeyAsync);
        }

        Execution execution = await _upstream.NextAsync();
        scopes[leaver].Cancel(new TimeoutException("enough"));
        var left = await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(callers[leaver], "the one who leaves"));
        bool wasStopped = execution.Ctx.IsDone;
        execution.Ending.SetResult("fresh");

        Assert.StartsWith("context canceled: waiting for a flight, enough, ", left.Message, StringComparison.Ordinal);
        Assert.True(callers[leaver].IsCanceled);
        Assert.False(wasStopped);
        Assert.Equal(2, (await Task.WhenAll(callers.Where((_, i) => i != leaver))).Count(result => result == "fresh"));
    }

    [Fact]
    public async Task RunAsync_LastCallerHasLeft_WorkIsCanceledForThatReason()
    {
        using CancelScope one = Root.WithCancel(out Context ofOne);
        using CancelScope other = Root.WithTimeout(TimeSpan.FromSeconds(1), out Context ofOther);
        Task<string> first = _flight.RunAsync(ofOne, "report", _upstream.IgnoreAsync);
        Task<string> second = _flight.RunAsync(ofOther, "report", _upstream.IgnoreAsync);
        Execution execution = await _upstream.NextAsync();

        one.Cancel();
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(first, "the first"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        var e = await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(second, "the second"));

        Assert.True(e.IsDeadlineExceeded(ofOther));
        Assert.Equal(ContextStatus.Canceled, execution.Ctx.Status);
        Assert.IsType<FlightAbandonedException>(execution.Ctx.Cause);
        Assert.Equal("Every caller has left the flight.", execution.Ctx.Cause.Message);
        Assert.Equal(0, _flight.CountRuns());
    }

    [Fact]
    public async Task RunAsync_WhileAStoppedOneUnwinds_StartsAFreshOneAtOnce()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        Task<string> left = _flight.RunAsync(ctx, "report", _upstream.IgnoreAsync);
        Execution stopped = await _upstream.NextAsync();
        scope.Cancel();
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(left, "who left"));

        Task<string> newcomer = _flight.RunAsync(Root, "report", _upstream.IgnoreAsync);
        Execution fresh = await _upstream.NextAsync();
        stopped.Ending.SetException(new IOException("cut off"));
        bool isServed = newcomer.IsCompleted;
        fresh.Ending.SetResult("fresh");

        Assert.False(isServed);
        Assert.False(fresh.Ctx.Cause is FlightAbandonedException);
        Assert.Equal("fresh", await Bounded.WaitAsync(newcomer, "the newcomer"));
    }

    [Fact]
    public async Task RunAsync_EverybodyLeavesBeforeThePoolComesToIt_WorkIsNotBegun()
    {
        IThreadPoolWorkItem? begins = null;
        var flight = new Flight<string, string> { Begins = item => begins = item };
        using CancelScope scope = Root.WithCancel(out Context ctx);
        Task<string> caller = flight.RunAsync(ctx, "report", _upstream.ObeyAsync);

        scope.Cancel();
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(caller, "the caller"));
        begins!.Execute();

        Assert.Empty(_upstream.All);
    }

    [Fact]
    public async Task RunAsync_ResultIsThereBeforeTheCallerHasLeft_ResultWins()
    {
        // A caller without anything registered on its context, as one whose callback the pool has not come to.
        using CancelScope scope = Root.WithCancel(out Context ctx);
        var run = new HeldRun(Root, _flight, "report");
        var caller = new FlightCaller<string, string>(ctx.Signal);
        run.TryEnlist(caller);
        _flight.TryAdd(run);

        scope.Cancel();
        run.Land(Task.FromResult("done after all"), error: null);
        run.Leave(caller);

        Assert.Equal("done after all", await caller.Task);
    }

    [Fact]
    public async Task RunAsync_FirstCallerNeverEnds_IsWaitedForWithoutARegistration()
    {
        Task<string> caller = _flight.RunAsync(Context.Background, "report", _upstream.ObeyAsync);

        (await _upstream.NextAsync()).Ending.SetResult("fresh");

        Assert.Equal("fresh", await Bounded.WaitAsync(caller, "the caller"));
    }

    [Fact]
    public async Task RunAsync_WorkIsSynchronousAtFirst_FirstCallerIsNotHeldUpAndMayLeave()
    {
        using var hold = new ManualResetEventSlim();
        using CancelScope scope = Root.WithCancel(out Context ctx);

        Task<string> caller = _flight.RunAsync(ctx, "report", (_, _) =>
        {
            hold.Wait(Bounded.Limit, TestContext.Current.CancellationToken);
            return Task.FromResult("late");
        });
        scope.Cancel();

        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(caller, "the caller"));
        hold.Set();
    }
}
