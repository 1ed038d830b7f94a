using System.Threading.Tasks.Sources;
using Microsoft.Coyote.Specifications;
using Plumbline.Concurrency;

namespace Plumbline.Interleaving;

/// <summary>Small races on the core. Coyote runs each again and again, every time with the threads interleaved in another way.</summary>
/// <remarks>No clocks, callbacks that run, or foreign tokens here: timers and <see cref="Lock"/> are out of Coyote's control.</remarks>
public static class Races
{
    private static readonly Exception _first = new InvalidOperationException("The first reason.");
    private static readonly Exception _second = new InvalidOperationException("The second reason.");

    /// <summary>Wrong on purpose: two that add one without a lock. What does not find this explores nothing.</summary>
    public static void LostUpdate()
    {
        int sum = 0;

        AtOnce(Increment, Increment);

        Check(sum == 2, "an update was lost");

        void Increment() => Volatile.Write(ref sum, Volatile.Read(ref sum) + 1);
    }

    /// <summary>B28: a child made while its parent is canceled.</summary>
    public static void Adoption()
    {
        CancelScope scope = Context.Background.WithCancel(out var parent);
        Context child = default;
        Context grandchild = default;

        AtOnce(
            () => scope.Cancel(_first),
            () =>
            {
                parent.WithCancel(out child);
                child.WithCancel(out grandchild);
            });

        CheckEnded(_first, child, grandchild);
        CheckNoLinks(parent, child);
    }

    /// <summary>B32: whoever sees the parent done cancels a child, while the parent's cancel walks.</summary>
    public static void Reaction()
    {
        CancelScope scope = Context.Background.WithCancel(out var parent);
        CancelScope childScope = parent.WithCancel(out var child);
        CancelScope otherScope = parent.WithCancel(out var other);
        child.WithCancel(out var grandchild);

        AtOnce(
            () =>
            {
                scope.Cancel(_first);
                Check(child.IsDone && other.IsDone && grandchild.IsDone, "the parent's cancel returned with something live below");
            },
            () =>
            {
                Check(!parent.IsDone || parent.Cause == _first, "the parent's cause changed");
                childScope.Cancel(_second);
                Check(grandchild.IsDone && grandchild.Cause == child.Cause, "the child's cancel returned with something live below");
            },
            () =>
            {
                otherScope.Dispose();
                Check(other.IsDone, "a scope was disposed of and its context live");
            });

        CheckNoLinks(parent, child);
    }

    /// <summary>B20: cancels of an ancestor and of descendants; each returns with all below it done, whoever did it.</summary>
    public static void Helping()
    {
        CancelScope scopeA = Context.Background.WithCancel(out var a);
        CancelScope scopeB = a.WithCancel(out var b);
        CancelScope scopeC = b.WithCancel(out var c);
        c.WithCancel(out var d);
        b.WithCancel(out var e);

        AtOnce(
            () =>
            {
                scopeA.Cancel(_first);
                Check(a.IsDone && b.IsDone && c.IsDone && d.IsDone && e.IsDone, "the first cancel returned with something live below");
            },
            () =>
            {
                scopeB.Cancel(_second);
                Check(b.IsDone && c.IsDone && d.IsDone && e.IsDone, "the second cancel returned with something live below");
            },
            () =>
            {
                scopeC.Cancel(_second);
                Check(c.IsDone && d.IsDone && d.Cause == c.Cause, "the third cancel returned with something live below");
            });

        CheckNoLinks(a, b, c);
    }

    /// <summary>B112: two that take a callback back, and a cancel.</summary>
    public static void Stopping()
    {
        CancelScope scope = Context.Background.WithCancel(out var ctx);
        ContextRegistration registration = ctx.Register(static () => { });
        bool one = false;
        bool other = false;

        AtOnce(() => scope.Cancel(), () => one = registration.Unregister(), () => other = registration.Unregister());

        Check(!(one && other), "a callback was taken back twice");
        Check(ctx.IsDone && !registration.Unregister(), "a callback could be taken back after the end");
        CheckNoLinks(ctx);
    }

    /// <summary>B09 and B30: the Done task, taken and completed by whoever comes first, never ahead of the subtree.</summary>
    public static void DoneTask()
    {
        CancelScope scope = Context.Background.WithCancel(out var ctx);
        ctx.WithCancel(out var child);
        child.WithCancel(out var grandchild);
        Task? done = null;

        AtOnce(
            () => scope.Cancel(_first),
            () =>
            {
                done = ctx.Done;
                Check(!ctx.IsDone || done.IsCompleted, "the context was done before its Done task");
                Check(!done.IsCompleted || (ctx.IsDone && child.IsDone && grandchild.IsDone), "the Done task was complete with something live below");
            },
            () => Check(!ctx.IsDone || ctx.Done.IsCompleted, "the context was done before its Done task"));

        Check(ctx.IsDone && done!.IsCompleted, "the Done task was never completed");
    }

    /// <summary>B09: a token that is taken at any moment is canceled exactly when its context is done.</summary>
    public static void TakenToken()
    {
        CancelScope scope = Context.Background.WithCancel(out var ctx);

        AtOnce(
            () => scope.Cancel(_first),
            () =>
            {
                CancellationToken token = ctx.Token;
                Check(!ctx.IsDone || token.IsCancellationRequested, "the context was done and its token live");
                Check(!token.IsCancellationRequested || (ctx.Status == ContextStatus.Canceled && ctx.Cause == _first), "the token was canceled and its context live");
            },
            () => Check(!ctx.IsDone || ctx.Token.IsCancellationRequested, "the context was done and its token live"));

        Check(ctx.Token.IsCancellationRequested, "the token was never canceled");
    }

    /// <summary>A context merged while both its parents are canceled.</summary>
    public static void Merging()
    {
        CancelScope oneScope = Context.Background.WithCancel(out var one);
        CancelScope otherScope = Context.Background.WithCancel(out var other);
        Context merged = default;
        Context child = default;

        AtOnce(
            () => oneScope.Cancel(_first),
            () => otherScope.Cancel(_second),
            () =>
            {
                Context.Merge([one, other], out merged);
                merged.WithCancel(out child);
            });

        CheckEnded(merged.Cause, merged, child);
        Check(merged.Cause == _first || merged.Cause == _second, "the merged context had a cause of its own");
        CheckNoLinks(one, other, merged);
    }

    /// <summary>A context merged while one of its parents is canceled: the other is left without a link.</summary>
    public static void MergingWithALiveParent()
    {
        CancelScope scope = Context.Background.WithCancel(out var one);
        Context.Background.WithCancel(out var other);
        Context merged = default;

        AtOnce(() => scope.Cancel(_first), () => Context.Merge([one, other], out merged));

        CheckEnded(_first, merged);
        CheckNoLinks(one, other, merged);
    }

    /// <summary>A diamond ended from its top, from one side, and from its bottom.</summary>
    public static void Diamond()
    {
        CancelScope topScope = Context.Background.WithCancel(out var top);
        top.WithCancel(out var left);
        CancelScope rightScope = top.WithCancel(out var right);
        CancelScope bottomScope = Context.Merge([left, right], out var bottom);
        bottom.WithCancel(out var child);

        AtOnce(
            () =>
            {
                topScope.Cancel(_first);
                Check(left.IsDone && right.IsDone && bottom.IsDone && child.IsDone, "the top's cancel returned with something live below");
            },
            () =>
            {
                rightScope.Cancel(_second);
                Check(bottom.IsDone && child.IsDone, "the side's cancel returned with something live below");
            },
            () =>
            {
                bottomScope.Cancel(_second);
                Check(child.IsDone && child.Cause == bottom.Cause, "the bottom's cancel returned with something live below");
            });

        CheckNoLinks(top, left, right, bottom);
    }

    /// <summary>What a select sleeps on: two that have something for it, and one that looks and falls asleep. No signal is slept through.</summary>
    public static void Waking()
    {
        var wakeup = new Wakeup();
        int there = 0;
        int seen = 0;
        short sleeps = 0;

        AtOnce(Put, Put, Look);

        // Everybody is through: whoever still sleeps has been woken, or never will be.
        while (seen < 2)
        {
            Check(TryWake(), "a signal was slept through");
            Look();
        }

        void Put()
        {
            Interlocked.Increment(ref there);
            wakeup.Signal(isInline: true);
        }

        void Look()
        {
            while ((seen = Volatile.Read(ref there)) < 2)
            {
                sleeps++;
                if (wakeup.TryFallAsleep() && !TryWake())
                {
                    return;
                }
            }
        }

        // By the source itself, as Coyote makes invalid code of what has to do with ValueTask. Its version counts the sleeps.
        bool TryWake()
        {
            IValueTaskSource source = wakeup;
            if (source.GetStatus(sleeps) == ValueTaskSourceStatus.Pending)
            {
                return false;
            }

            source.GetResult(sleeps);
            return true;
        }
    }

    internal static void AtOnce(params Action[] actions)
    {
        Thread[] threads = [.. actions.Select(static action => new Thread(() => action()))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }

    private static void CheckEnded(Exception? cause, params Context[] contexts)
    {
        foreach (Context ctx in contexts)
        {
            Check(ctx.IsDone && ctx.Status == ContextStatus.Canceled, "a context was live after its parent's cancel had returned");
            Check(cause is not null && ctx.Cause == cause, "a context had another cause than its parent");
        }
    }

    private static void CheckNoLinks(params Context[] parents)
    {
        foreach (Context parent in parents)
        {
            Check(parent.Signal!.ChildCount == 0, "an ended context was still linked");
        }
    }

    private static void Check(bool holds, string otherwise) => Specification.Assert(holds, otherwise);
}
