using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Stress;

/// <summary>Everything at once, on parents that outlive it: in the end nothing is linked, armed or pending.</summary>
public sealed class ChurnStressTests
{
    private static readonly Action<Context, Random>[] _deeds =
    [
        static (ctx, _) => ctx.WithCancel(out Context _).Dispose(),
        static (ctx, random) =>
        {
            using var scope = ctx.WithTimeout(TimeSpan.FromMilliseconds(random.Next(1, 50)), out var child);
            using var inner = child.WithCancel(out var grandchild);
            _ = grandchild.Done;
        },
        static (ctx, _) =>
        {
            using var scope = ctx.WithCancel(out var child);
            child.Register(static () => { }).Dispose();
            child.Register(static () => { });
            child.Token.UnsafeRegister(static _ => { }, null);
        },
        static (ctx, _) =>
        {
            // Left to the scope above: the child is ended by that, not by its own.
            using var scope = ctx.WithCancel(out var child);
            child.WithCancel(out var left);
            left.WithTimeout(TimeSpan.FromHours(1), out left);
            Context.Merge([left, child, ctx], out Context _);
        },
        static (ctx, _) =>
        {
            using var scope = ctx.WithCancel(out var child);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(child, CancellationToken.None);
            using var inner = Context.From(linked.Token).WithCancel(out Context _);
        },
        static (ctx, _) =>
        {
            using var scope = ctx.WithShield(TimeSpan.FromSeconds(1), out var child);
            using var merged = Context.Merge([child, ctx], out var both);
            both.WithCancel(out Context _);
        },
    ];

    [Fact, Trait("Behaviour", "B36"), Trait("Behaviour", "B37"), Trait("Behaviour", "B38"), Trait("Behaviour", "B39"), Trait("Behaviour", "B24")]
    public async Task Contexts_MadeCanceledAndDisposedFromManyThreads_LeaveTheirParentsEmpty()
    {
        var clock = new FakeTimeProvider();
        using var outer = Context.Root(clock).WithTimeout(TimeSpan.FromDays(1000), out var parent);
        using var middle = parent.WithCancel(out var second);

        Racers.Run(
            3_000,
            seed => seed,
            _ => Assert.Equal((1, 0), (parent.Signal!.ChildCount, second.Signal!.ChildCount)),
            seed => Act(parent, new Random(seed)),
            seed => Act(second, new Random(-seed)),
            seed => Act(seed % 2 == 0 ? parent : second, new Random(seed * 7)),
            _ => clock.Advance(TimeSpan.FromMilliseconds(7)));
        await Bounded.WaitAsync(VirtualTime.SettleAsync(clock), "the callbacks that came due");

        Assert.False(second.IsDone);

        // The parent's own; shields are not linked, but were disposed.
        Assert.Equal(1, ((ProviderScheduler)Scheduler.For(clock)).ArmedCount);

        static void Act(Context ctx, Random random)
        {
            for (int i = 0; i < 6; i++)
            {
                _deeds[random.Next(_deeds.Length)](ctx, random);
            }
        }
    }

    [Fact, Trait("Behaviour", "B24"), Trait("Behaviour", "B79")]
    public void Dispose_OneScopeFromManyThreads_EndsItOnce()
    {
        using var outer = Context.Background.WithCancel(out var parent);

        Racers.Run(
            5_000,
            _ => (Scope: parent.WithTimeout(TimeSpan.FromHours(1), out var ctx), Ctx: ctx),
            round =>
            {
                Assert.Equal(ContextStatus.Canceled, round.Ctx.Status);
                Assert.Equal(0, parent.Signal!.ChildCount);
            },
            static round => round.Scope.Dispose(),
            static round => round.Scope.Cancel(),
            static round => round.Scope.Dispose());
    }

    [Fact, Trait("Behaviour", "B23"), Trait("Behaviour", "B40")]
    public void Parent_CanceledUnderAllThis_EndsAllAndKeepsNothing()
    {
        Racers.Run(
            2_000,
            seed =>
            {
                var clock = new FakeTimeProvider();
                return (Seed: seed, Clock: clock, Scope: Context.Root(clock).WithCancel(out var parent), Parent: parent);
            },
            static round =>
            {
                Assert.True(round.Parent.IsDone);
                Assert.Equal(0, round.Parent.Signal!.ChildCount);
                Assert.Equal(0, ((ProviderScheduler)Scheduler.For(round.Clock)).ArmedCount);
            },
            static round => Act(round.Parent, new Random(round.Seed)),
            static round => Act(round.Parent, new Random(-round.Seed)),
            static round =>
            {
                Thread.SpinWait(round.Seed % 500);
                round.Scope.Cancel();
            });

        static void Act(Context ctx, Random random)
        {
            for (int i = 0; i < 8; i++)
            {
                _deeds[random.Next(_deeds.Length)](ctx, random);
            }
        }
    }
}
