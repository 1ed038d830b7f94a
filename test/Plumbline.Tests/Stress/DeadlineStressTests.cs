using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Stress;

/// <summary>Deadlines that pass while their contexts are canceled, derived from, or asked.</summary>
public sealed class DeadlineStressTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _clock = new();
    private readonly Exception _canceled = new InvalidOperationException("Canceled by hand.");
    private readonly Exception _expired = new InvalidOperationException("Its time was up.");

    private ProviderScheduler Scheduler => (ProviderScheduler)Plumbline.Scheduler.For(_clock);

    [Fact, Trait("Behaviour", "B51"), Trait("Behaviour", "B57"), Trait("Behaviour", "B79")]
    public void Expiry_AgainstCancel_IsOneOfTheTwoForTheWholeSubtree()
    {
        Duel.Run(
            20_000,
            _ =>
            {
                CancelScope scope = Context.Root(_clock).WithTimeout(_timeout, out var ctx, _expired);
                ctx.WithCancel(out Context child);
                child.WithTimeout(TimeSpan.FromHours(1), out Context grandchild);
                return (Scope: scope, Ctx: ctx, Child: child, Grandchild: grandchild);
            },
            _ => _clock.Advance(_timeout),
            round => round.Scope.Cancel(_canceled),
            round =>
            {
                bool hasExpired = round.Ctx.Status == ContextStatus.DeadlineExceeded;
                Assert.True(round.Ctx.IsDone);
                Assert.Same(hasExpired ? _expired : _canceled, round.Ctx.Cause);
                Assert.All([round.Child, round.Grandchild], below =>
                {
                    Assert.Equal(round.Ctx.Status, below.Status);
                    Assert.Same(round.Ctx.Cause, below.Cause);
                });
                Assert.Equal(0, Scheduler.ArmedCount);
            });
    }

    [Fact, Trait("Behaviour", "B44"), Trait("Behaviour", "B45"), Trait("Behaviour", "B42")]
    public void Deadlines_ArmedAndDisarmedFromManyThreadsWhileTimePasses_LeaveNothingArmed()
    {
        var root = Context.Root(_clock);
        using var scope = root.WithCancel(out var parent);

        Racers.Run(
            1_500,
            seed => seed,
            _ =>
            {
                Assert.Equal(0, Scheduler.ArmedCount);
                Assert.Equal(0, parent.Signal!.ChildCount);
            },
            ComeAndGo,
            ComeAndGo,
            _ => _clock.Advance(TimeSpan.FromMilliseconds(3)));

        void ComeAndGo(int seed)
        {
            for (int i = 0; i < 5; i++)
            {
                using var outer = parent.WithTimeout(TimeSpan.FromMilliseconds(1 + ((seed + i) % 7)), out var ctx);
                using var inner = ctx.WithTimeout(TimeSpan.FromMilliseconds(1 + (seed % 3)), out var child);
                Assert.True(!ctx.IsDone || child.Remaining == TimeSpan.Zero);
            }
        }
    }

    [Fact, Trait("Behaviour", "B09"), Trait("Behaviour", "B46")]
    public void Remaining_FindsTheDeadlinePassedAgainstTheTimer_EndsTheContextOnce()
    {
        int callbacks = 0;
        const int Rounds = 10_000;

        Duel.Run(
            Rounds,
            _ =>
            {
                Context.Root(_clock).WithTimeout(_timeout, out var ctx, _expired);
                ctx.WithCancel(out var child);
                child.Register(() => Interlocked.Increment(ref callbacks));
                return child;
            },
            _ => _clock.Advance(_timeout),
            child =>
            {
                while (child.Remaining > TimeSpan.Zero)
                {
                    Thread.SpinWait(1);
                }

                Assert.True(child.IsDone);
                Assert.Same(_expired, child.Cause);
            },
            child => Assert.Equal(ContextStatus.DeadlineExceeded, child.Status));

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref callbacks) >= Rounds, Bounded.Limit), "Waited for the callbacks of all rounds.");
        Assert.Equal(Rounds, Volatile.Read(ref callbacks));
    }
}
