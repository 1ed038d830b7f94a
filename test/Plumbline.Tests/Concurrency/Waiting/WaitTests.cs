using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Waiting;

// Counts what the whole process has abandoned.
[Collection(nameof(Alone))]
public sealed class WaitTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly TaskCompletionSource<int> _work = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Context Root => Context.Root(_clock);

    [Fact]
    public async Task WaitAsync_TaskEndsInTime_ReturnsItsResult()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        var wait = ctx.WaitAsync(_work.Task);

        _work.SetResult(7);

        Assert.Equal(7, await Bounded.WaitAsync(wait, "the wait"));
    }

    [Fact]
    public async Task WaitAsync_TaskFails_PassesTheFailure()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        var wait = ctx.WaitAsync(_work.Task);

        _work.SetException(new FormatException("not a number"));

        await Assert.ThrowsAsync<FormatException>(() => Bounded.WaitAsync(wait, "the wait"));
    }

    [Fact]
    public async Task WaitAsync_TaskIsCanceledItself_PassesThat()
    {
        using var other = new CancellationTokenSource();
        using var scope = Root.WithTimeout(_second, out var ctx);
        var wait = ctx.WaitAsync((Task)_work.Task);

        _work.SetCanceled(other.Token);

        var thrown = await Assert.ThrowsAsync<TaskCanceledException>(() => Bounded.WaitAsync(wait, "the wait"));
        Assert.Equal(other.Token, thrown.CancellationToken);
    }

    [Fact]
    public async Task WaitAsync_DeadlinePasses_ThrowsWithTheOperation()
    {
        using var scope = Root.WithTimeout(_second, out var ctx); var here = Here.Place();
        var wait = ctx.WaitAsync(_work.Task, "reading the old cache");

        _clock.Advance(_second);

        var thrown = await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(wait, "the wait"));
        Assert.Equal($"context deadline exceeded: reading the old cache, budget 1 s set in {here}, 0 ms left", thrown.Message);
        _work.SetResult(0);
    }

    [Fact]
    public async Task WaitAsync_TaskIsCompleteAndContextDone_ResultWins()
    {
        var scope = Root.WithCancel(out var ctx);
        scope.Cancel();
        _work.SetResult(7);

        var result = await ctx.WaitAsync(_work.Task);

        Assert.Equal(7, result);
    }

    [Fact]
    public async Task WaitAsync_Abandoned_IsCountedUntilTheTaskEnds()
    {
        var before = AbandonedTasks.Running;
        await AbandonAsync(ctx => ctx.WaitAsync((Task)_work.Task));
        var meanwhile = AbandonedTasks.Running;

        _work.SetResult(0);

        await Bounded.WaitAsync(SettledAsync(before), "the count to go back");
        Assert.Equal(before + 1, meanwhile);
    }

    [Fact]
    public async Task WaitAsync_AbandonedAndResultComesLater_IsHandedOver()
    {
        var late = new TaskCompletionSource<int>();
        await AbandonAsync(ctx => ctx.WaitAsync(_work.Task, abandoned: late.SetResult));

        _work.SetResult(7);

        Assert.Equal(7, await Bounded.WaitAsync(late.Task, "the late result"));
    }

    [Fact]
    public async Task WaitAsync_HandOverThrows_IsReported()
    {
        var reported = new TaskCompletionSource<object>();
        void OnFailed(object? sender, UnhandledExceptionEventArgs e) => reported.TrySetResult(e.ExceptionObject);
        ContextDiagnostics.CallbackFailed += OnFailed;
        await AbandonAsync(ctx => ctx.WaitAsync(_work.Task, abandoned: static _ => throw new FormatException("in the way")));

        _work.SetResult(7);

        Assert.IsType<FormatException>(await Bounded.WaitAsync(reported.Task, "the report"));
        ContextDiagnostics.CallbackFailed -= OnFailed;
    }

    [Fact]
    public async Task WaitAsync_AbandonedAndFailsLater_IsObserved()
    {
        var marker = new FormatException("nobody waits for this");
        var unobserved = false;
        void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e) =>
            unobserved |= e.Exception.InnerExceptions.Contains(marker);
        TaskScheduler.UnobservedTaskException += OnUnobserved;

        var task = await FailAbandonedAsync(marker);

        await Collector.UntilGoneAsync(task, "the abandoned task");
        TaskScheduler.UnobservedTaskException -= OnUnobserved;
        Assert.False(unobserved);
    }

    [Fact]
    public async Task WaitAsync_ManyWaitsOnOneTask_LeaveNothingOnIt()
    {
        var waits = new List<WeakReference>();
        for (var round = 0; round < 10; round++)
            waits.Add(await WaitAndLeaveAsync());

        await Collector.UntilAsync(() => !waits.Exists(static wait => wait.IsAlive), "the contexts of the waits to be collected");
        _work.SetResult(0);
    }

    // In methods of their own, so that no local of the test keeps what is to be collected.
    private static async Task<WeakReference> FailAbandonedAsync(Exception failure)
    {
        var work = new TaskCompletionSource<int>();
        await AbandonAsync(ctx => ctx.WaitAsync(work.Task));
        work.SetException(failure);
        return new WeakReference(work.Task);
    }

    private async Task<WeakReference> WaitAndLeaveAsync()
    {
        var cause = new FormatException("left");
        var scope = Context.Background.WithCancel(out var ctx);
        var wait = ctx.WaitAsync((Task)_work.Task);
        scope.Cancel(cause);
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(wait, "the wait"));
        return new WeakReference(cause);
    }

    private static async Task AbandonAsync(Func<Context, Task> wait)
    {
        var scope = Context.Background.WithCancel(out var ctx);
        var waiting = wait(ctx);
        scope.Cancel();
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(waiting, "the wait"));
    }

    private static async Task SettledAsync(long count)
    {
        while (AbandonedTasks.Running != count)
            await Task.Yield();
    }
}
