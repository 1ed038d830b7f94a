using System.Runtime.CompilerServices;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Groups;

/// <summary>Very wide, very deep, very long-lived.</summary>
public sealed class TaskGroupScaleTests
{
    [Fact]
    public async Task Run_HundredThousandChildren_AllEnd()
    {
        int ended = 0;
        await using var group = new TaskGroup(Context.Background);
        for (int i = 0; i < 100_000; i++)
        {
            group.Run(async _ =>
            {
                await Task.Yield();
                Interlocked.Increment(ref ended);
            });
        }

        await Bounded.WaitAsync(group.WaitAsync(), "a hundred thousand children");

        Assert.Equal(100_000, ended);
    }

    [Fact]
    public async Task Run_HundredThousandChildrenAndOneFails_AllAreCanceled()
    {
        var failure = new InvalidOperationException("down");
        await using var group = new TaskGroup<int>(Context.Background);
        for (int i = 0; i < 100_000; i++)
        {
            group.Run(static async ctx =>
            {
                await ctx.Done;
                throw ctx.ToException()!;
            });
        }

        group.Run(_ => throw failure);

        Assert.Same(failure, await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(group.WaitAsync(), "all of them")));
        Assert.Single(group.Failures);
    }

    // Each level rethrows the failure, as each await does, and the runtime copies its stack trace every time: a thousand levels, not ten thousand.
    [Fact]
    public async Task Run_ThousandGroupsInsideEachOther_FailureComesOut()
    {
        var failure = new InvalidOperationException("at the bottom");

        Task all = NestAsync(Context.Background, 1_000);

        Assert.Same(failure, await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(all, "the outermost group")));

        async Task NestAsync(Context ctx, int depth)
        {
            if (depth == 0)
            {
                throw failure;
            }

            await using var group = new TaskGroup(ctx);
            group.Run(ctx => NestAsync(ctx, depth - 1));
            await group.WaitAsync();
        }
    }

    [Fact]
    public async Task Run_TenThousandGroupsInsideEachOther_AllEnd()
    {
        int deepest = 0;

        await Bounded.WaitAsync(NestAsync(Context.Background, 1), "the outermost group");

        Assert.Equal(10_000, deepest);

        async Task NestAsync(Context ctx, int depth)
        {
            deepest = depth;
            await using var group = new TaskGroup(ctx);
            if (depth < 10_000)
            {
                group.Run(ctx => NestAsync(ctx, depth + 1));
            }

            await group.WaitAsync();
        }
    }

    [Fact]
    public async Task Cancel_OfTenThousandGroupsInsideEachOther_ReachesTheBottom()
    {
        var bottom = new TaskCompletionSource();
        using CancelScope scope = Context.Background.WithCancel(out Context outer);
        Task all = NestAsync(outer, 10_000);
        await Bounded.WaitAsync(bottom.Task, "the bottom");

        scope.Cancel();

        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(all, "the outermost group"));

        async Task NestAsync(Context ctx, int depth)
        {
            if (depth == 0)
            {
                bottom.SetResult();
                await ctx.Done;
                throw ctx.ToException()!;
            }

            await using var group = new TaskGroup(ctx);
            group.Run(ctx => NestAsync(ctx, depth - 1));
            await group.WaitAsync();
        }
    }

    [Fact]
    public async Task Run_ChildHasEnded_NothingOfItIsKeptWhileTheGroupLives()
    {
        await using var group = new TaskGroup(Context.Background, new() { Limit = 1 });
        var hold = new TaskCompletionSource();

        WeakReference state = await RunOneAsync(group);
        group.Run(_ => hold.Task);

        await Collector.UntilGoneAsync(state, "what a child had");
        hold.SetResult();
        await Bounded.WaitAsync(group.WaitAsync(), "the group");
    }

    [Fact]
    public async Task ReadAllAsync_ResultWasHandedOver_IsNotKeptWhileTheGroupLives()
    {
        var hold = new TaskCompletionSource<object>();
        await using var group = new TaskGroup<object>(Context.Background);
        group.Run(_ => hold.Task);
        await using IAsyncEnumerator<object> results = group.ReadAllAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        WeakReference first = await TakeOneAsync(group, results);
        Task<bool> next = results.MoveNextAsync().AsTask();

        await Collector.UntilGoneAsync(first, "a result that was handed over");
        hold.SetResult(new object());
        Assert.True(await Bounded.WaitAsync(next, "the next result"));
    }

    [Fact]
    public async Task WaitAsync_GroupIsOver_NothingIsLeftInItsParent()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context parent);
        var group = new TaskGroup(parent, new() { Limit = 1 });
        for (int i = 0; i < 10; i++)
        {
            group.Run(static _ => Task.CompletedTask);
        }

        await Bounded.WaitAsync(group.WaitAsync(), "the group");

        Assert.Equal(0, parent.Signal!.ChildCount);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> RunOneAsync(TaskGroup group)
    {
        object state = new();
        var ended = new TaskCompletionSource();
        group.Run(_ =>
        {
            GC.KeepAlive(state);
            ended.SetResult();
            return Task.CompletedTask;
        });
        await Bounded.WaitAsync(ended.Task, "the child");
        return new WeakReference(state);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> TakeOneAsync(TaskGroup<object> group, IAsyncEnumerator<object> results)
    {
        group.Run(static _ => Task.FromResult(new object()));
        Assert.True(await Bounded.WaitAsync(results.MoveNextAsync().AsTask(), "the first result"));
        return new WeakReference(results.Current);
    }
}
