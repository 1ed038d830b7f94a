using Plumbline.Tests.Support;

namespace Plumbline.Tests.Stress;

/// <summary>Contexts on foreign tokens: children come and go while the token is canceled; in the end nothing is registered on it.</summary>
public sealed class ForeignStressTests
{
    [Fact, Trait("Behaviour", "B28"), Trait("Behaviour", "B98"), Trait("Behaviour", "B118")]
    public void Token_CanceledWhileChildrenComeAndGo_LeavesNothingWatchedOrLinked()
    {
        Racers.Run(
            3_000,
            _ => new Round(),
            static round =>
            {
                Assert.True(round.Node.HasEnded || round.Node.IsDone);
                Assert.False(round.Node.IsWatching);
                Assert.Equal(0, round.Node.ChildCount);
            },
            static round => round.Source.Cancel(),
            static round => round.ComeAndGo(10),
            static round => round.ComeAndGo(10));
    }

    [Fact, Trait("Behaviour", "B118"), Trait("Behaviour", "B37")]
    public void Children_ComeAndGoFromManyThreads_LeaveALiveTokenUnwatched()
    {
        var round = new Round();

        Racers.Run(
            3_000,
            _ => round,
            static round =>
            {
                Assert.False(round.Node.HasEnded);
                Assert.False(round.Node.IsWatching);
                Assert.Equal(0, round.Node.ChildCount);
            },
            static round => round.ComeAndGo(5),
            static round => round.ComeAndGo(5),
            static round => round.ComeAndGo(5));
    }

    [Fact, Trait("Behaviour", "B20"), Trait("Behaviour", "B28")]
    public void Children_OfATokenBeingCanceled_AreDoneWhenBothHaveReturned()
    {
        Duel.Run(
            20_000,
            _ => new Round(),
            static round => round.Source.Cancel(),
            static round =>
            {
                round.Ctx.WithCancel(out round.Child);
                round.Child.WithCancel(out round.Grandchild);
            },
            static round =>
            {
                Assert.Equal(ContextStatus.Canceled, round.Child.Status);
                Assert.Equal(ContextStatus.Canceled, round.Grandchild.Status);
                Assert.Same(round.Ctx.Cause, round.Grandchild.Cause);
                Assert.False(round.Node.IsWatching);
            });
    }

    [Fact, Trait("Behaviour", "B32"), Trait("Behaviour", "B137")]
    public void Merge_OfForeignTokensAllCanceledWhileLinked_DoesNotDeadlock()
    {
        Racers.Run(
            3_000,
            _ => (First: new Round(), Second: new Round(), Merged: new System.Collections.Concurrent.ConcurrentBag<Context>()),
            static round =>
            {
                Assert.All(round.Merged, static ctx => Assert.True(ctx.IsDone));
                Assert.False(round.First.Node.IsWatching);
                Assert.False(round.Second.Node.IsWatching);
                Assert.Equal(0, round.First.Node.ChildCount + round.Second.Node.ChildCount);
            },
            static round => Merge(round.First.Ctx, round.Second.Ctx, round.Merged),
            static round => Merge(round.Second.Ctx, round.First.Ctx, round.Merged),
            static round => round.First.Source.Cancel(),
            static round => round.Second.Source.Cancel());

        static void Merge(Context first, Context second, System.Collections.Concurrent.ConcurrentBag<Context> merged)
        {
            Context.Merge([first, second], out var child);
            merged.Add(child);
            Context.Merge([child, second], out child);
            merged.Add(child);
        }
    }

    [Fact, Trait("Behaviour", "B98")]
    public void From_OneTokenFromManyThreads_IsOneContext()
    {
        Racers.Run(
            3_000,
            _ => (Source: new CancellationTokenSource(), Seen: new Context[3]),
            static round => Assert.All(round.Seen, ctx => Assert.Equal(round.Seen[0], ctx)),
            static round => round.Seen[0] = Context.From(round.Source.Token),
            static round => round.Seen[1] = Context.From(round.Source.Token),
            static round => round.Seen[2] = Context.From(round.Source.Token));
    }

    private sealed class Round
    {
        internal Round() => Ctx = Context.From(Source.Token);

        internal CancellationTokenSource Source { get; } = new();

        internal Context Ctx { get; }

        internal ForeignNode Node => (ForeignNode)Ctx.Signal!;

        internal Context Child;
        internal Context Grandchild;

        internal void ComeAndGo(int times)
        {
            for (int i = 0; i < times; i++)
            {
                using var scope = Ctx.WithCancel(out var child);
                using var registration = Ctx.Register(static () => { });
                using var inner = child.WithTimeout(TimeSpan.FromHours(1), out _);
                using var merged = Context.Merge([child, Ctx], out _);
            }
        }
    }
}
