using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Callbacks;

public sealed class RegisterTests
{
    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Fact, Trait("Behaviour", "B104")]
    public async Task Register_ContextIsLive_DoesNotRun()
    {
        using var scope = Root.WithTimeout(TimeSpan.FromSeconds(2), out var ctx);
        bool ran = false;
        using var registration = ctx.Register(() => ran = true);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await SettleAsync();

        Assert.False(ran);
    }

    [Fact, Trait("Behaviour", "B105")]
    public async Task Register_Canceled_RunsOnce()
    {
        var scope = Root.WithCancel(out var ctx);
        int runs = 0;
        using var registration = ctx.Register(() => Interlocked.Increment(ref runs));

        scope.Cancel();
        scope.Cancel();
        await SettleAsync();

        Assert.Equal(1, runs);
    }

    [Fact, Trait("Behaviour", "B105")]
    public async Task Register_DeadlinePasses_RunsOnce()
    {
        using var scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out var ctx);
        int runs = 0;
        using var registration = ctx.Register(() => Interlocked.Increment(ref runs));

        _clock.Advance(TimeSpan.FromSeconds(1));
        await SettleAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await SettleAsync();

        Assert.Equal(1, runs);
    }

    [Fact, Trait("Behaviour", "B105")]
    public async Task Register_AncestorIsCanceled_Runs()
    {
        var outer = Root.WithCancel(out var parent);
        using var inner = parent.WithTimeout(TimeSpan.FromHours(1), out var child);
        var ran = new TaskCompletionSource();
        using var registration = child.Register(ran.SetResult);

        outer.Cancel();

        await Bounded.WaitAsync(ran.Task, "the callback of a child");
    }

    [Fact, Trait("Behaviour", "B105")]
    public async Task Register_DeadlineOnTheSystemClock_Runs()
    {
        using var scope = Context.Background.WithTimeout(TimeSpan.FromMilliseconds(20), out var ctx);
        var ran = new TaskCompletionSource();
        using var registration = ctx.Register(ran.SetResult);

        await Bounded.WaitAsync(ran.Task, "the callback of a deadline");
    }

    [Fact, Trait("Behaviour", "B106")]
    public async Task Register_ContextIsDone_RunsAtOnce()
    {
        var scope = Root.WithCancel(out var ctx);
        scope.Cancel();
        var ran = new TaskCompletionSource();

        var registration = ctx.Register(ran.SetResult);

        await Bounded.WaitAsync(ran.Task, "the callback of a context that was done");
        Assert.False(registration.Unregister());
    }

    [Fact, Trait("Behaviour", "B107"), Trait("Behaviour", "B108")]
    public async Task Cancel_CallbackBlocks_ReturnsAllTheSame()
    {
        var scope = Root.WithCancel(out var ctx);
        using var canceled = new ManualResetEventSlim();
        bool sawReturn = false;
        await using var registration = ctx.Register(() => sawReturn = canceled.Wait(Bounded.Limit));

        scope.Cancel();
        canceled.Set();

        await Bounded.WaitAsync(registration.DisposeAsync().AsTask(), "the callback");
        Assert.True(sawReturn, "The callback ran to its end inside Cancel.");
    }

    [Fact, Trait("Behaviour", "B107")]
    public async Task Register_ContextIsDoneAndCallbackBlocks_ReturnsAllTheSame()
    {
        var scope = Root.WithCancel(out var ctx);
        scope.Cancel();
        using var registered = new ManualResetEventSlim();
        bool sawReturn = false;

        await using var registration = ctx.Register(() => sawReturn = registered.Wait(Bounded.Limit));
        registered.Set();

        await Bounded.WaitAsync(registration.DisposeAsync().AsTask(), "the callback");
        Assert.True(sawReturn, "The callback ran to its end inside Register.");
    }

    [Fact, Trait("Behaviour", "B107")]
    public async Task Advance_CallbackBlocks_ReturnsAllTheSame()
    {
        using var scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out var ctx);
        using var advanced = new ManualResetEventSlim();
        bool sawReturn = false;
        await using var registration = ctx.Register(() => sawReturn = advanced.Wait(Bounded.Limit));

        _clock.Advance(TimeSpan.FromSeconds(1));
        advanced.Set();

        await Bounded.WaitAsync(registration.DisposeAsync().AsTask(), "the callback");
        Assert.True(sawReturn, "The callback ran to its end on the thread that ends contexts.");
    }

    [Fact, Trait("Behaviour", "B114")]
    public async Task Register_ManyOnOneContext_EachRunsOnce()
    {
        var scope = Root.WithCancel(out var ctx);
        int[] runs = new int[1_000];
        for (int i = 0; i < runs.Length; i++)
        {
            ctx.Register(static at => Interlocked.Increment(ref at.runs[at.i]), (runs, i));
        }

        scope.Cancel();
        await SettleAsync();

        Assert.All(runs, count => Assert.Equal(1, count));
    }

    [Fact, Trait("Behaviour", "B114")]
    public async Task Register_OneOfTwoIsTakenBack_TheOtherRuns()
    {
        var scope = Root.WithCancel(out var ctx);
        bool firstRan = false;
        bool secondRan = false;
        var first = ctx.Register(() => firstRan = true);
        using var second = ctx.Register(() => secondRan = true);

        first.Unregister();
        scope.Cancel();
        await SettleAsync();

        Assert.Equal((false, true), (firstRan, secondRan));
    }

    [Fact, Trait("Behaviour", "B115")]
    public async Task Register_CallbackStarts_ContextAndAllBelowAreDone()
    {
        var cause = new InvalidOperationException("the cause");
        var scope = Root.WithCancel(out var ctx);
        using var inner = ctx.WithCancel(out var child);
        using var innermost = child.WithTimeout(TimeSpan.FromHours(1), out var grandchild);
        Context[] all = [ctx, child, grandchild];
        var seen = new TaskCompletionSource<bool>();
        using var registration = ctx.Register(() =>
            seen.SetResult(all.All(c => c.IsDone && c.Cause == cause && c.Token.IsCancellationRequested && c.Done.IsCompleted)));

        scope.Cancel(cause);

        Assert.True(await Bounded.WaitAsync(seen.Task, "the callback"));
    }

    [Fact]
    public async Task Register_CallbackBlocks_HoldsUpNoOther()
    {
        var scope = Root.WithCancel(out var ctx);
        using var free = new ManualResetEventSlim();
        using var blocked = ctx.Register(() => Assert.True(free.Wait(Bounded.Limit)));
        using var blockedToo = ctx.Register(() => Assert.True(free.Wait(Bounded.Limit)));
        var ran = new TaskCompletionSource();
        using var registration = ctx.Register(ran.SetResult);

        scope.Cancel();
        await Bounded.WaitAsync(ran.Task, "a callback behind two that block");
        free.Set();

        await SettleAsync();
    }

    [Fact]
    public async Task Register_CallbackDerivesRegistersAndCancels_AllOfItWorks()
    {
        var scope = Root.WithCancel(out var ctx);
        using var otherScope = Root.WithCancel(out var other);
        var inner = new TaskCompletionSource<bool>();
        using var registration = ctx.Register(() =>
        {
            scope.Cancel();
            using var cancel = ctx.WithCancel(out var child);
            child.Register(() => inner.SetResult(child.IsDone));
            otherScope.Cancel();
        });

        scope.Cancel();

        Assert.True(await Bounded.WaitAsync(inner.Task, "the callback that a callback registered"));
        Assert.True(other.IsDone);
    }

    [Fact]
    public async Task Register_WithState_IsGivenTheState()
    {
        var scope = Root.WithCancel(out var ctx);
        var given = new TaskCompletionSource<int>();
        using var registration = ctx.Register(static state => state.given.SetResult(state.number), (given, number: 42));

        scope.Cancel();

        Assert.Equal(42, await Bounded.WaitAsync(given.Task, "the callback"));
    }

    [Fact]
    public async Task Register_AsyncWithState_IsGivenTheStateAndIsWaitedFor()
    {
        var scope = Root.WithCancel(out var ctx);
        var given = new TaskCompletionSource<int>();
        var registration = ctx.Register(
            static async state =>
            {
                await Task.Yield();
                state.given.SetResult(state.number);
            },
            (given, number: 42));

        scope.Cancel();
        await Bounded.WaitAsync(registration.DisposeAsync().AsTask(), "the callback");

        Assert.True(given.Task.IsCompleted);
        Assert.Equal(42, await given.Task);
    }

    [Fact]
    public async Task Register_Async_CountsAsDueUntilItsTaskHasEnded()
    {
        using var scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out var ctx);
        var started = new TaskCompletionSource();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = ctx.Register(async () =>
        {
            started.SetResult();
            await gate.Task;
        });

        _clock.Advance(TimeSpan.FromSeconds(1));
        await Bounded.WaitAsync(started.Task, "the callback to start");
        Task settled = VirtualTime.SettleAsync(_clock);
        bool early = settled.IsCompleted;
        gate.SetResult();

        await Bounded.WaitAsync(settled, "the callback to end");
        Assert.False(early);
    }

    [Fact]
    public void Register_Null_Throws()
    {
        Assert.Throws<ArgumentNullException>("callback", () => Root.Register((Action)null!));
        Assert.Throws<ArgumentNullException>("callback", () => Root.Register((Func<Task>)null!));
        Assert.Throws<ArgumentNullException>("callback", () => Root.Register((Action<int>)null!, 1));
        Assert.Throws<ArgumentNullException>("callback", () => Root.Register((Func<int, Task>)null!, 1));
    }

    private Task SettleAsync() => Bounded.WaitAsync(VirtualTime.SettleAsync(_clock), "the callbacks due on the fake clock");
}
