using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Links;

/// <summary>Nothing that has ended is kept by what lives on: each probe fails when the code that lets go is taken out.</summary>
public sealed class CollectableTests
{
    [Fact]
    public async Task Dispose_Child_IsCollectableWhileItsParentLives()
    {
        using var scope = Context.Background.WithCancel(out var parent);

        var child = MakeAndEnd(parent);

        await Collector.UntilGoneAsync(child, "an ended child");
        Assert.False(parent.IsDone);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference MakeAndEnd(Context parent)
        {
            using var scope = parent.WithCancel(out var child);
            return new WeakReference(child.Signal);
        }
    }

    [Fact]
    public async Task Cancel_ParentThatIsKept_ChildrenAreCollectable()
    {
        var scope = Context.Background.WithCancel(out var parent);
        WeakReference[] children = MakeChildren(parent);

        scope.Cancel();

        await Collector.UntilGoneAsync(children[0], "a cancel child");
        await Collector.UntilGoneAsync(children[1], "a timeout child");
        await Collector.UntilGoneAsync(children[2], "the child of a child");
        Assert.True(parent.IsDone);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference[] MakeChildren(Context parent)
        {
            _ = parent.WithCancel(out var cancel);
            _ = parent.WithTimeout(TimeSpan.FromHours(1), out var timeout);
            _ = cancel.WithCancel(out var below);
            return [new(cancel.Signal), new(timeout.Signal), new(below.Signal)];
        }
    }

    [Fact]
    public async Task Dispose_ChildThatIsKept_ItsSiblingsAreCollectable()
    {
        using var scope = Context.Background.WithCancel(out var parent);
        var first = parent.WithCancel(out var kept);
        var sibling = MakeSibling(parent, first);

        await Collector.UntilGoneAsync(sibling, "the sibling of an ended child");
        Assert.True(kept.IsDone);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference MakeSibling(Context parent, CancelScope first)
        {
            using var scope = parent.WithCancel(out var sibling);
            first.Dispose();
            return new WeakReference(sibling.Signal);
        }
    }

    [Fact]
    public async Task Cancel_ParentOfAChildThatIsKept_ItsSiblingsAreCollectable()
    {
        var scope = Context.Background.WithCancel(out var parent);
        _ = parent.WithCancel(out var kept);
        var sibling = MakeSibling(parent);

        scope.Cancel();

        await Collector.UntilGoneAsync(sibling, "the sibling of a child that ended with its parent");
        Assert.True(kept.IsDone);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference MakeSibling(Context parent)
        {
            _ = parent.WithCancel(out var sibling);
            return new WeakReference(sibling.Signal);
        }
    }

    [Fact]
    public async Task Dispose_LongDeadlineOnTheSystemClock_LeavesTheSchedulerWithinTicks()
    {
        var scope = MakeTimeout(out var node);

        // The scheduler has it in its heap now, for an hour.
        await Collector.TickAsync();
        scope.Dispose();
        scope = default;

        await Collector.UntilGoneAsync(node, "an ended deadline that was far away");

        [MethodImpl(MethodImplOptions.NoInlining)]
        static CancelScope MakeTimeout(out WeakReference node)
        {
            CancelScope scope = Context.Background.WithTimeout(TimeSpan.FromHours(1), out var ctx);
            node = new WeakReference(ctx.Signal);
            return scope;
        }
    }

    [Fact]
    public async Task Dispose_ManyDeadlinesAtOnce_LeaveTheSchedulerWithinTicks()
    {
        var scheduler = SystemScheduler.CreateForTest();
        var root = new Context(scheduler.Root, null);
        CancelScope[] scopes = [.. Enumerable.Range(0, 1_000).Select(i => root.WithTimeout(TimeSpan.FromHours(1 + i), out _))];
        await TickAsync(root);
        int before = scheduler.HeldCount;

        foreach (CancelScope scope in scopes)
        {
            scope.Dispose();
        }

        await TickAsync(root);
        Assert.Equal((1_000, 0), (before, scheduler.HeldCount));

        static async Task TickAsync(Context root)
        {
            using CancelScope scope = root.WithTimeout(TimeSpan.FromMilliseconds(1), out var tick);
            await Bounded.WaitAsync(tick.Done, "a deadline of one millisecond");
        }
    }

    [Fact]
    public async Task Dispose_DeadlineOnAFakeClock_IsCollectableWhileTheClockLives()
    {
        var clock = new FakeTimeProvider();

        var node = MakeAndEnd(clock);

        await Collector.UntilGoneAsync(node, "an ended deadline on a fake clock");
        GC.KeepAlive(clock);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference MakeAndEnd(TimeProvider clock)
        {
            using var scope = Context.Root(clock).WithTimeout(TimeSpan.FromHours(1), out var ctx);
            return new WeakReference(ctx.Signal);
        }
    }

    [Fact]
    public async Task Unregister_RegistrationThatIsKept_CallbackAndItsStateAreCollectable()
    {
        using var scope = Context.Background.WithCancel(out var ctx);
        var registration = Register(ctx, out var state);

        registration.Unregister();

        await Collector.UntilGoneAsync(state, "what an unregistered callback holds");
        Assert.False(registration.Unregister());

        [MethodImpl(MethodImplOptions.NoInlining)]
        static ContextRegistration Register(Context ctx, out WeakReference state)
        {
            object held = new();
            state = new WeakReference(held);
            return ctx.Register(GC.KeepAlive, held);
        }
    }

    [Fact]
    public async Task Register_CallbackHasRun_CallbackAndItsStateAreCollectable()
    {
        var scope = Context.Background.WithCancel(out var ctx);
        var registration = Register(ctx, out var state);

        scope.Cancel();
        await Bounded.WaitAsync(registration.DisposeAsync().AsTask(), "the callback");

        await Collector.UntilGoneAsync(state, "what a callback held that has run");
        Assert.False(registration.Unregister());

        [MethodImpl(MethodImplOptions.NoInlining)]
        static ContextRegistration Register(Context ctx, out WeakReference state)
        {
            object held = new();
            state = new WeakReference(held);
            return ctx.Register(GC.KeepAlive, held);
        }
    }

    [Fact]
    public async Task Unregister_RegistrationThatIsKept_ItsExecutionContextIsCollectable()
    {
        using var scope = Context.Background.WithCancel(out var ctx);
        var registration = Register(ctx, out var held);

        registration.Unregister();

        await Collector.UntilGoneAsync(held, "the AsyncLocal of an unregistered callback");
        Assert.False(registration.Unregister());
    }

    [Fact]
    public async Task Register_CallbackHasRun_ItsExecutionContextIsCollectable()
    {
        var scope = Context.Background.WithCancel(out var ctx);
        var registration = Register(ctx, out var held);

        scope.Cancel();
        await Bounded.WaitAsync(registration.DisposeAsync().AsTask(), "the callback");

        await Collector.UntilGoneAsync(held, "the AsyncLocal of a callback that has run");
        Assert.False(registration.Unregister());
    }

    [Fact]
    public async Task Dispose_MergedContext_IsCollectableWhileItsParentsLive()
    {
        using var oneScope = Context.Background.WithCancel(out var one);
        using var otherScope = Context.Background.WithCancel(out var other);

        var merged = MergeAndEnd(one, other);

        await Collector.UntilGoneAsync(merged, "an ended merged context");
        Assert.False(one.IsDone || other.IsDone);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference MergeAndEnd(Context one, Context other)
        {
            using var scope = Context.Merge([one, other], out var merged);
            return new WeakReference(merged.Signal);
        }
    }

    [Fact]
    public async Task Cancel_OneParentOfAMergedContext_IsCollectableWhileTheOtherLives()
    {
        using var oneScope = Context.Background.WithCancel(out var one);

        var merged = MergeAndEndOther(one);

        await Collector.UntilGoneAsync(merged, "a merged context that the other parent ended");
        Assert.False(one.IsDone);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference MergeAndEndOther(Context one)
        {
            using var otherScope = Context.Background.WithCancel(out var other);
            _ = Context.Merge([one, other], out var merged);
            return new WeakReference(merged.Signal);
        }
    }

    [Fact]
    public async Task Dispose_ChildOfForeignToken_IsCollectableWhileTheSourceLives()
    {
        using var source = new CancellationTokenSource();

        var child = MakeAndEnd(source.Token);

        await Collector.UntilGoneAsync(child, "an ended child of a foreign token");
        Assert.False(source.IsCancellationRequested);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference MakeAndEnd(CancellationToken token)
        {
            using var scope = Context.From(token).WithTimeout(TimeSpan.FromHours(1), out var child);
            return new WeakReference(child.Signal);
        }
    }

    [Fact]
    public async Task From_ForeignSourceIsForgotten_SourceAndNodeAreCollectable()
    {
        WeakReference[] forgotten = MakeAndForget();

        await Collector.UntilGoneAsync(forgotten[0], "a forgotten foreign source");
        await Collector.UntilGoneAsync(forgotten[1], "the node of a forgotten foreign source");

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference[] MakeAndForget()
        {
            var source = new CancellationTokenSource();
            var ctx = Context.From(source.Token);
            _ = ctx.WithCancel(out _);
            return [new(source), new(ctx.Signal)];
        }
    }

    [Fact]
    public async Task Root_ClockIsForgotten_ClockIsCollectable()
    {
        var clock = MakeAndForget();

        await Collector.UntilGoneAsync(clock, "a forgotten clock with an armed deadline");

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference MakeAndForget()
        {
            var clock = new FakeTimeProvider();
            _ = Context.Root(clock).WithTimeout(TimeSpan.FromHours(1), out _);
            return new WeakReference(clock);
        }
    }

    [Fact]
    public async Task WithShield_ParentIsForgotten_IsNotKeptByTheChild()
    {
        var scope = Shield(out var parent);

        await Collector.UntilGoneAsync(parent, "the parent of a shielded context");
        scope.Dispose();

        [MethodImpl(MethodImplOptions.NoInlining)]
        static CancelScope Shield(out WeakReference parent)
        {
            _ = Context.Background.WithCancel(out var ctx);
            parent = new WeakReference(ctx.Signal);
            return ctx.WithShield(TimeSpan.FromHours(1), out _);
        }
    }

    // Without async, so that the AsyncLocal is this method's caller's no more once it has been taken back.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ContextRegistration Register(Context ctx, out WeakReference held)
    {
        var local = new AsyncLocal<object?> { Value = new object() };
        held = new WeakReference(local.Value);
        ContextRegistration registration = ctx.Register(() => { });
        local.Value = null;
        return registration;
    }
}
