using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Callbacks;

public sealed class DisposeAsyncTests
{
    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Fact, Trait("Behaviour", "B113")]
    public async Task DisposeAsync_CallbackRuns_WaitsForIt()
    {
        var scope = Root.WithCancel(out var ctx);
        using var gate = new ManualResetEventSlim();
        var started = new TaskCompletionSource();
        bool ended = false;
        var registration = ctx.Register(() =>
        {
            started.SetResult();
            ended = gate.Wait(Bounded.Limit);
        });
        scope.Cancel();
        await Bounded.WaitAsync(started.Task, "the callback to start");

        Task disposed = registration.DisposeAsync().AsTask();
        bool early = disposed.IsCompleted;
        gate.Set();
        await Bounded.WaitAsync(disposed, "the disposal");

        Assert.Equal((false, true), (early, ended));
    }

    [Fact, Trait("Behaviour", "B113")]
    public async Task DisposeAsync_CallbackAwaits_WaitsForItsTask()
    {
        var scope = Root.WithCancel(out var ctx);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource();
        bool ended = false;
        var registration = ctx.Register(async () =>
        {
            started.SetResult();
            await gate.Task;
            ended = true;
        });
        scope.Cancel();
        await Bounded.WaitAsync(started.Task, "the callback to start");

        Task disposed = registration.DisposeAsync().AsTask();
        bool early = disposed.IsCompleted;
        gate.SetResult();
        await Bounded.WaitAsync(disposed, "the disposal");

        Assert.Equal((false, true), (early, ended));
    }

    [Fact]
    public async Task DisposeAsync_CallbackIsDueButNotStarted_WaitsForIt()
    {
        var scope = Root.WithCancel(out var ctx);
        bool ended = false;
        var registration = ctx.Register(() => ended = true);

        scope.Cancel();
        await Bounded.WaitAsync(registration.DisposeAsync().AsTask(), "the disposal");

        Assert.True(ended);
    }

    [Fact]
    public void DisposeAsync_ContextIsLive_IsCompleteAtOnceAndTakesTheCallbackBack()
    {
        using var scope = Root.WithCancel(out var ctx);
        var registration = ctx.Register(() => { });

        Assert.True(registration.DisposeAsync().AsTask().IsCompletedSuccessfully);
        Assert.Equal(0, ctx.Signal!.ChildCount);
    }

    [Fact]
    public void DisposeAsync_TakenBackBefore_IsCompleteAtOnce()
    {
        var scope = Root.WithCancel(out var ctx);
        var registration = ctx.Register(() => { });
        registration.Unregister();

        scope.Cancel();

        Assert.True(registration.DisposeAsync().AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task DisposeAsync_CallbackHasRun_IsCompleteAtOnceEveryTime()
    {
        var scope = Root.WithCancel(out var ctx);
        var registration = ctx.Register(() => { });
        scope.Cancel();
        await SettleAsync();

        Assert.True(registration.DisposeAsync().AsTask().IsCompletedSuccessfully);
        Assert.True(registration.DisposeAsync().AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task DisposeAsync_SeveralWaitAtOnce_AllAreToldAtTheEnd()
    {
        var scope = Root.WithCancel(out var ctx);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource();
        var registration = ctx.Register(() =>
        {
            started.SetResult();
            return gate.Task;
        });
        scope.Cancel();
        await Bounded.WaitAsync(started.Task, "the callback to start");

        Task[] disposed = [.. Enumerable.Range(0, 5).Select(_ => registration.DisposeAsync().AsTask())];
        bool early = disposed.Any(task => task.IsCompleted);
        gate.SetResult();

        await Bounded.WaitAsync(Task.WhenAll(disposed), "all disposals");
        Assert.False(early);
    }

    [Fact]
    public async Task DisposeAsync_InsideTheCallback_DoesNotWaitForItself()
    {
        var scope = Root.WithCancel(out var ctx);
        ContextRegistration registration = default;
        bool wasComplete = false;
        registration = ctx.Register(() => wasComplete = registration.DisposeAsync().AsTask().IsCompletedSuccessfully);

        scope.Cancel();
        await SettleAsync();

        Assert.True(wasComplete);
    }

    [Fact]
    public async Task DisposeAsync_InsideTheCallbackAfterAnAwait_DoesNotWaitForItself()
    {
        var scope = Root.WithCancel(out var ctx);
        ContextRegistration registration = default;
        bool ended = false;
        registration = ctx.Register(async () =>
        {
            await Task.Yield();
            await registration.DisposeAsync().ConfigureAwait(false);
            await Task.Yield();
            await registration.DisposeAsync();
            ended = true;
        });

        scope.Cancel();
        await SettleAsync();

        Assert.True(ended);
    }

    [Fact]
    public async Task DisposeAsync_InWorkThatTheCallbackStarted_DoesNotWait()
    {
        var scope = Root.WithCancel(out var ctx);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource<bool>();
        ContextRegistration registration = default;
        registration = ctx.Register(() =>
        {
            _ = Task.Run(() => started.SetResult(registration.DisposeAsync().AsTask().IsCompletedSuccessfully));
            return gate.Task;
        });

        scope.Cancel();
        bool wasComplete = await Bounded.WaitAsync(started.Task, "the work that the callback started");
        bool isCompleteHere = registration.DisposeAsync().AsTask().IsCompleted;
        gate.SetResult();

        Assert.Equal((true, false), (wasComplete, isCompleteHere));
    }

    [Fact]
    public async Task DisposeAsync_InsideACallbackOfAnother_WaitsForTheOther()
    {
        var scope = Root.WithCancel(out var ctx);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = ctx.Register(() => gate.Task);
        Task? disposed = null;
        bool early = true;
        var other = ctx.Register(async () =>
        {
            disposed = slow.DisposeAsync().AsTask();
            early = disposed.IsCompleted;
            gate.SetResult();
            await disposed;
        });

        scope.Cancel();
        await Bounded.WaitAsync(other.DisposeAsync().AsTask(), "the callback that waits for the other");

        Assert.False(early);
    }

    [Fact]
    public async Task DisposeAsync_CallbackThrew_DoesNotFault()
    {
        var scope = Root.WithCancel(out var ctx);

        // Canceled, and so nobody's failure: failures have tests of their own, apart from all others.
        var registration = ctx.Register(() => Task.FromCanceled(new CancellationToken(canceled: true)));
        scope.Cancel();

        await Bounded.WaitAsync(registration.DisposeAsync().AsTask(), "the disposal");
    }

    private Task SettleAsync() => Bounded.WaitAsync(VirtualTime.SettleAsync(_clock), "the callbacks due on the fake clock");
}
