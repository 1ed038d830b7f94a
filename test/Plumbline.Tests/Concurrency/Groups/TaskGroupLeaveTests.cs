using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Groups;

/// <summary>Leaving the block: always waits, cancels first, throws nothing, loses nothing. Runs alone: where failures go is the process's.</summary>
[Collection(nameof(Alone))]
public sealed class TaskGroupLeaveTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ConcurrentQueue<object> _told = new();
    private readonly InvalidOperationException _failure = new("the block's");

    private Context Root => Context.Root(_clock);

    [Fact]
    public async Task DisposeAsync_BlockThrows_CancelsTheChildrenAndWaitsForThem()
    {
        bool hasEnded = false;

        Task block = LeaveByThrowingAsync();

        Assert.Same(_failure, await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(block, "the block")));
        Assert.True(hasEnded);

        async Task LeaveByThrowingAsync()
        {
            await using var group = new TaskGroup(Root);
            group.Run(async ctx =>
            {
                await ctx.Done;
                await Task.Yield();
                hasEnded = true;
                ctx.ThrowIfDone();
            });
            throw _failure;
        }
    }

    [Fact]
    public async Task DisposeAsync_ChildIgnoresItsContext_IsWaitedForAllTheSame()
    {
        var release = new TaskCompletionSource();
        var group = new TaskGroup(Root);
        group.Run(_ => release.Task);

        Task leaving = group.DisposeAsync().AsTask();
        bool hasLeft = leaving.IsCompleted;
        release.SetResult();

        await Bounded.WaitAsync(leaving, "the block to be left");
        Assert.False(hasLeft);
    }

    [Fact]
    public async Task DisposeAsync_NobodyWaited_FailureIsReportedAndNotThrown()
    {
        var group = new TaskGroup(Root);
        group.Run(_ => throw _failure);
        Spin.Until(() => group.Failures.Count > 0);

        await ListenAsync(() => group.DisposeAsync().AsTask());

        Assert.Same(_failure, Assert.Single(_told));
    }

    [Fact]
    public async Task DisposeAsync_SomebodyWaited_FailureIsNotReportedAgain()
    {
        var group = new TaskGroup(Root);
        group.Run(_ => throw _failure);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(group.WaitAsync(), "the group"));

        await ListenAsync(() => group.DisposeAsync().AsTask());

        Assert.Empty(_told);
    }

    [Fact]
    public async Task DisposeAsync_OfAResultGroupThatNobodyWaitedFor_FailureIsReported()
    {
        var group = new TaskGroup<int>(Root);
        group.Run(_ => throw _failure);
        Spin.Until(() => group.Failures.Count > 0);

        await ListenAsync(() => group.DisposeAsync().AsTask());

        Assert.Same(_failure, Assert.Single(_told));
    }

    [Fact]
    public async Task DisposeAsync_Twice_DoesNothingMore()
    {
        var group = new TaskGroup(Root);

        await Bounded.WaitAsync(group.DisposeAsync().AsTask(), "the first");
        await Bounded.WaitAsync(group.DisposeAsync().AsTask(), "the second");
    }

    [Fact]
    public async Task DisposeAsync_WaitWasNotAwaited_CancelsTheChildren()
    {
        var group = new TaskGroup(Root);
        group.Run(async ctx =>
        {
            await ctx.Done;
            ctx.ThrowIfDone();
        });
        Task wait = group.WaitAsync();

        await Bounded.WaitAsync(group.DisposeAsync().AsTask(), "the block to be left");

        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(wait, "the wait"));
    }

    [Fact]
    public async Task OnFailure_Set_GetsEveryFailureAndTheGroupKeepsNone()
    {
        var seen = new ConcurrentQueue<Exception>();
        await using var group = new TaskGroup(Root, new() { Supervises = true, OnFailure = seen.Enqueue });
        group.Run(_ => throw _failure);
        group.Run(_ => throw new IOException());

        await Bounded.WaitAsync(group.WaitAsync(), "the group");

        Assert.Equal(2, seen.Count);
        Assert.Contains(_failure, seen);
        Assert.Empty(group.Failures);
    }

    [Fact]
    public async Task OnFailure_ChildFailsOnAThreadOfOthers_FindsWhatTheChildHad()
    {
        var user = new AsyncLocal<string?>();
        var seen = new TaskCompletionSource<string?>();
        var work = new TaskCompletionSource();
        await using var group = new TaskGroup(Root, new() { Supervises = true, OnFailure = _ => seen.SetResult(user.Value) });
        user.Value = "ada";
        using var begun = new SemaphoreSlim(0);
        group.Run(_ =>
        {
            begun.Release();
            return work.Task;
        });
        user.Value = "bob";
        await Bounded.WaitAsync(begun.WaitAsync(TestContext.Current.CancellationToken), "the child");

        work.SetException(_failure);

        Assert.Equal("ada", await Bounded.WaitAsync(seen.Task, "the failure"));
    }

    [Fact]
    public async Task OnFailure_Throws_IsReportedAndTheGroupGoesOn()
    {
        var own = new TimeoutException("of the handler");
        await ListenAsync(async () =>
        {
            await using var group = new TaskGroup(Root, new() { Supervises = true, OnFailure = _ => throw own });
            group.Run(_ => throw _failure);
            await Bounded.WaitAsync(group.WaitAsync(), "the group");
        });

        Assert.Same(own, Assert.Single(_told));
    }

    private async Task ListenAsync(Func<Task> act)
    {
        EventHandler<UnhandledExceptionEventArgs> handler = (_, e) => _told.Enqueue(e.ExceptionObject);
        ContextDiagnostics.CallbackFailed += handler;
        try
        {
            await Bounded.WaitAsync(act(), "the block to be left");
        }
        finally
        {
            ContextDiagnostics.CallbackFailed -= handler;
        }
    }
}
