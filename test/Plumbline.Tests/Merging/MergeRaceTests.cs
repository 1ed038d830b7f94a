using Plumbline.Tests.Support;

namespace Plumbline.Tests.Merging;

public sealed class MergeRaceTests
{
    private const int Rounds = 2_000;

    private readonly InvalidOperationException _oneCause = new("one");
    private readonly InvalidOperationException _otherCause = new("other");

    [Fact]
    public void Merge_BothParentsEndAtOnce_CauseAndNamedParentAgree()
    {
        Racers.Run(
            Rounds,
            _ => Round.Start(),
            round =>
            {
                Exception? cause = round.Merged.Cause;
                string expected = ReferenceEquals(cause, _oneCause) ? "through parent 1 of 2" : "through parent 2 of 2";
                Assert.True(ReferenceEquals(cause, _oneCause) || ReferenceEquals(cause, _otherCause));
                Assert.Contains(expected, round.Merged.ToException()!.Message);
                Assert.Same(cause, round.Child.Cause);
                Assert.Equal((0, 0, 0), (round.One.Signal!.ChildCount, round.Other.Signal!.ChildCount, round.Merged.Signal!.ChildCount));
            },
            round =>
            {
                round.OneScope.Cancel(_oneCause);
                Assert.True(round.Merged.IsDone && round.Child.IsDone);
            },
            round =>
            {
                round.OtherScope.Cancel(_otherCause);
                Assert.True(round.Merged.IsDone && round.Child.IsDone);
            });
    }

    [Fact]
    public void Merge_ParentAndOwnScopeEndAtOnce_NothingStaysLinked()
    {
        Racers.Run(
            Rounds,
            _ => Round.Start(),
            round =>
            {
                Assert.True(round.Merged.IsDone && round.Child.IsDone);

                // The other has a child of its own.
                Assert.Equal((0, 1), (round.One.Signal!.ChildCount, round.Other.Signal!.ChildCount));
            },
            round => round.OneScope.Cancel(_oneCause),
            round => round.Scope.Dispose());
    }

    [Fact]
    public void Merge_WhileAParentEnds_IsDoneAndNothingStaysLinked()
    {
        var merged = new Context[1];
        Racers.Run(
            Rounds,
            _ => Round.Start(),
            round =>
            {
                Assert.Same(_oneCause, merged[0].Cause);
                Assert.Equal((0, 1), (round.One.Signal!.ChildCount, round.Other.Signal!.ChildCount));
            },
            round => round.OneScope.Cancel(_oneCause),
            round => _ = Context.Merge([round.Sibling, round.One], out merged[0]));
    }

    [Fact]
    public void Cancel_ParentOfAHundredMerged_EndsAllAndUnlinksThemFromTheOther()
    {
        var oneScope = Context.Background.WithCancel(out var one);
        using var otherScope = Context.Background.WithCancel(out var other);
        var merged = new Context[100];
        for (int i = 0; i < merged.Length; i++)
        {
            _ = Context.Merge([other, one], out merged[i]);
        }

        oneScope.Cancel(_oneCause);

        Assert.All(merged, ctx => Assert.Same(_oneCause, ctx.Cause));
        Assert.Equal((0, 0), (one.Signal!.ChildCount, other.Signal!.ChildCount));
    }

    [Fact]
    public void Cancel_TopOfALadderOfMerges_EndsEveryRung()
    {
        var scope = Context.Background.WithCancel(out var top);
        var rungs = new Context[2_000];
        _ = top.WithCancel(out Context left);
        _ = top.WithCancel(out Context right);
        for (int i = 0; i < rungs.Length; i++)
        {
            // Each rung is reached by two ways, so that the whole has as many ways as two to the power of its height.
            _ = Context.Merge([left, right], out rungs[i]);
            _ = rungs[i].WithCancel(out left);
            _ = rungs[i].WithCancel(out right);
        }

        scope.Cancel(_oneCause);

        Assert.All(rungs, ctx => Assert.Same(_oneCause, ctx.Cause));
        Assert.True(left.IsDone && right.IsDone);
        Assert.Equal(0, top.Signal!.ChildCount);
    }

    private sealed record Round(
        CancelScope OneScope, Context One, CancelScope OtherScope, Context Other, Context Sibling, CancelScope Scope, Context Merged, Context Child)
    {
        internal static Round Start()
        {
            CancelScope oneScope = Context.Background.WithCancel(out var one);
            CancelScope otherScope = Context.Background.WithCancel(out var other);
            _ = other.WithCancel(out var sibling);
            CancelScope scope = Context.Merge([one, other], out var merged);
            _ = merged.WithCancel(out var child);
            return new Round(oneScope, one, otherScope, other, sibling, scope, merged, child);
        }
    }
}
