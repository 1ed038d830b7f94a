using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Groups;

/// <summary>No more at once than the limit; who waits for a slot goes when the context does.</summary>
public sealed class TaskGroupLimitTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly TaskCompletionSource _release = new();

    private Context Root => Context.Root(_clock);

    [Theory, Trait("Behaviour", "B143")]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Limit_ManyChildren_NeverMoreAtOnce(int limit)
    {
        int running = 0;
        int most = 0;
        int ended = 0;
        await using var group = new TaskGroup(Root, new() { Limit = limit });
        for (int i = 0; i < 200; i++)
        {
            group.Run(async _ =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                await Task.Yield();
                Interlocked.Decrement(ref running);
                Interlocked.Increment(ref ended);
            });
        }

        await Bounded.WaitAsync(group.WaitAsync(), "the group");

        Assert.InRange(most, 1, limit);
        Assert.Equal(200, ended);
    }

    [Fact, Trait("Behaviour", "B143")]
    public async Task TryRun_NoSlot_SaysSoAndStartsNothing()
    {
        bool hasRun = false;
        await using var group = new TaskGroup(Root, new() { Limit = 1 });
        bool first = group.TryRun(_ => _release.Task);

        bool second = group.TryRun(_ =>
        {
            hasRun = true;
            return Task.CompletedTask;
        });
        _release.SetResult();
        await Bounded.WaitAsync(group.WaitAsync(), "the group");

        Assert.Equal((true, false, false), (first, second, hasRun));
    }

    [Fact, Trait("Behaviour", "B143")]
    public async Task TryRun_GroupIsCanceled_SaysNoAndWaitingIsNoneTheWorse()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        await using var group = new TaskGroup(ctx);
        scope.Cancel();

        Assert.False(group.TryRun(_ => Task.CompletedTask));
        await Bounded.WaitAsync(group.WaitAsync(), "the group");
    }

    [Fact]
    public async Task RunWhenFreeAsync_NoSlot_CompletesWhenTheChildHasItsSlot()
    {
        await using var group = new TaskGroup(Root, new() { Limit = 1 });
        Task first = group.RunWhenFreeAsync(_ => _release.Task);
        Task second = group.RunWhenFreeAsync(_ => Task.CompletedTask);

        (bool, bool) before = (first.IsCompleted, second.IsCompleted);
        _release.SetResult();

        await Bounded.WaitAsync(second, "the slot of the second");
        await Bounded.WaitAsync(group.WaitAsync(), "the group");
        Assert.Equal((true, false), before);
    }

    [Fact, Trait("Behaviour", "B144")]
    public async Task RunWhenFreeAsync_ContextEndsWhileWaitingForASlot_GoesAtOnceAndChildIsNotStarted()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out Context ctx);
        bool hasRun = false;
        await using var group = new TaskGroup(ctx, new() { Limit = 1 });
        group.Run(_ => _release.Task);
        Task slot = group.RunWhenFreeAsync(_ =>
        {
            hasRun = true;
            return Task.CompletedTask;
        });

        _clock.Advance(TimeSpan.FromSeconds(1));

        // The one child that has the slot ignores its context, and is let go only then.
        Exception? e = await Record.ExceptionAsync(() => Bounded.WaitAsync(slot, "the slot"));
        _release.SetResult();

        Assert.IsType<DeadlineExceededException>(e);
        Assert.StartsWith("context deadline exceeded: waiting for a slot in a group, ", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(group.WaitAsync(), "the group"));
        Assert.False(hasRun);
    }

    [Fact]
    public async Task Run_OneFailsWhileOthersWaitForASlot_TheyAreNotStarted()
    {
        int others = 0;
        var failure = new InvalidOperationException("down");
        await using var group = new TaskGroup(Root, new() { Limit = 1 });
        group.Run(async _ =>
        {
            await _release.Task;
            throw failure;
        });
        for (int i = 0; i < 10; i++)
        {
            group.Run(_ =>
            {
                Interlocked.Increment(ref others);
                return Task.CompletedTask;
            });
        }

        _release.SetResult();

        Assert.Same(failure, await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(group.WaitAsync(), "the group")));
        Assert.Equal(0, others);
    }

    [Fact]
    public async Task RunWhenFreeAsync_AfterTheEndOfTheContext_SaysSoAtOnce()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        await using var group = new TaskGroup(ctx, new() { Limit = 1 });
        scope.Cancel();

        await Assert.ThrowsAsync<ContextCanceledException>(() => group.RunWhenFreeAsync(_ => Task.CompletedTask));
    }

    [Theory, Trait("Behaviour", "B143")]
    [InlineData(0)]
    [InlineData(-1)]
    public void Limit_NotAtLeastOne_Throws(int limit)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => new TaskGroupOptions { Limit = limit });

        Assert.StartsWith("Must be at least 1: a group that admits nobody would never be done.", e.Message, StringComparison.Ordinal);
        Assert.Equal(limit, e.ActualValue);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
