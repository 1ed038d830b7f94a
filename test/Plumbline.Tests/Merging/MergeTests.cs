using Microsoft.Extensions.Time.Testing;

namespace Plumbline.Tests.Merging;

public sealed class MergeTests
{
    private static readonly ContextKey<string> _user = new("user");
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly InvalidOperationException _oneCause = new("the cause of one");
    private readonly InvalidOperationException _otherCause = new("the cause of the other");

    private Context Root => Context.Root(_clock);

    [Fact, Trait("Behaviour", "B137")]
    public void Merge_SecondParentIsCanceled_HandsOverItsCause()
    {
        using var oneScope = Root.WithCancel(out var one);
        var otherScope = Root.WithCancel(out var other);
        using var scope = Context.Merge([one, other], out var merged);

        otherScope.Cancel(_otherCause);

        Assert.Equal((ContextStatus.Canceled, _otherCause), (merged.Status, merged.Cause));
        Assert.True(merged.Token.IsCancellationRequested && merged.Done.IsCompleted);
        Assert.False(one.IsDone);
    }

    [Fact, Trait("Behaviour", "B137")]
    public void Merge_FirstParentIsCanceled_HandsOverItsCause()
    {
        var oneScope = Root.WithCancel(out var one);
        using var otherScope = Root.WithCancel(out var other);
        using var scope = Context.Merge([one, other], out var merged);

        oneScope.Cancel(_oneCause);

        Assert.Equal((ContextStatus.Canceled, _oneCause), (merged.Status, merged.Cause));
    }

    [Fact, Trait("Behaviour", "B137")]
    public void Merge_ParentsWithValues_HasThoseOfTheFirst()
    {
        using var scope = Context.Merge([Root.WithValue(_user, "ada"), Root.WithValue(_user, "bob")], out var merged);
        using var without = Context.Merge([Root, Root.WithValue(_user, "bob")], out var plain);

        Assert.True(merged.TryGetValue(_user, out string? user));
        Assert.Equal("ada", user);
        Assert.False(plain.TryGetValue(_user, out _));
    }

    [Fact]
    public void Merge_BothParentsEnd_FirstCauseStays()
    {
        var oneScope = Root.WithCancel(out var one);
        var otherScope = Root.WithCancel(out var other);
        using var scope = Context.Merge([one, other], out var merged);

        otherScope.Cancel(_otherCause);
        oneScope.Cancel(_oneCause);

        Assert.Same(_otherCause, merged.Cause);
    }

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(2, 1, 3)]
    [InlineData(3, 2, 1)]
    public void Merge_ParentsWithDeadlines_HasTheEarliest(int first, int second, int third)
    {
        using var s1 = Root.WithTimeout(first * _second, out var one);
        using var s2 = Root.WithTimeout(second * _second, out var two);
        using var s3 = Root.WithTimeout(third * _second, out var three);

        using var scope = Context.Merge([one, Root, two, three], out var merged);

        Assert.Equal((_clock.GetUtcNow() + _second, _second), (merged.Deadline, merged.Remaining));
    }

    [Fact]
    public void Merge_EarliestDeadlinePasses_EndsAsThatDeadline()
    {
        using var oneScope = Root.WithTimeout(3 * _second, out var one, _oneCause);
        using var otherScope = Root.WithTimeout(_second, out var other, _otherCause);
        using var scope = Context.Merge([one, other], out var merged);

        _clock.Advance(_second);

        Assert.Equal((ContextStatus.DeadlineExceeded, _otherCause), (merged.Status, merged.Cause));
        Assert.False(one.IsDone);
    }

    [Fact]
    public void ToException_ParentEndedIt_NamesTheParent()
    {
        using var oneScope = Root.WithCancel(out var one);
        using var otherScope = Root.WithTimeout(_second, out var other);
        using var scope = Context.Merge([one, other, Root], out var merged, "MergeThem", "/src/Report.cs", 41);
        using var inner = merged.WithCancel(out var child);

        _clock.Advance(_second);

        Assert.EndsWith("; through parent 2 of 3 merged in MergeThem (Report.cs:41)", merged.ToException()!.Message);
        Assert.EndsWith("; through parent 2 of 3 merged in MergeThem (Report.cs:41)", child.ToException()!.Message);
    }

    [Fact]
    public void ToException_ItsOwnScopeEndedIt_NamesNoParent()
    {
        using var oneScope = Root.WithCancel(out var one);
        var scope = Context.Merge([one, Root], out var merged);

        scope.Cancel();

        Assert.DoesNotContain("through parent", merged.ToException()!.Message);
        Assert.False(one.IsDone);
    }

    [Fact]
    public void Cancel_MergedWithACause_LeavesTheParentsAlone()
    {
        using var oneScope = Root.WithCancel(out var one);
        using var otherScope = Root.WithCancel(out var other);
        var scope = Context.Merge([one, other], out var merged);

        scope.Cancel(_oneCause);

        Assert.Same(_oneCause, merged.Cause);
        Assert.False(one.IsDone || other.IsDone);
    }

    [Fact, Trait("Behaviour", "B137")]
    public void Dispose_Merged_UnlinksFromEveryParent()
    {
        using var s1 = Root.WithCancel(out var one);
        using var s2 = Root.WithCancel(out var two);
        using var s3 = Root.WithTimeout(_second, out var three);
        var scope = Context.Merge([one, two, three], out _);
        int[] before = Links(one, two, three);

        scope.Dispose();

        Assert.Equal([1, 1, 1], before);
        Assert.Equal([0, 0, 0], Links(one, two, three));
    }

    [Fact]
    public void Cancel_OneParent_UnlinksFromTheOthers()
    {
        using var s1 = Root.WithCancel(out var one);
        var s2 = Root.WithCancel(out var two);
        using var s3 = Root.WithCancel(out var three);
        using var scope = Context.Merge([one, two, three], out _);

        s2.Cancel();

        Assert.Equal([0, 0, 0], Links(one, two, three));
    }

    [Fact]
    public void Merge_TwoParentsAreDone_TheFirstInOrderCounts()
    {
        using var liveScope = Root.WithCancel(out var live);
        var oneScope = Root.WithCancel(out var one);
        var otherScope = Root.WithCancel(out var other);
        otherScope.Cancel(_otherCause);
        oneScope.Cancel(_oneCause);

        using var scope = Context.Merge([live, one, other], out var merged, "MergeThem", "/src/Report.cs", 41);

        Assert.Equal((ContextStatus.Canceled, _oneCause), (merged.Status, merged.Cause));
        Assert.EndsWith("; through parent 2 of 3 merged in MergeThem (Report.cs:41)", merged.ToException()!.Message);
        Assert.Equal([0, 0, 0], Links(live, one, other));
    }

    [Fact]
    public void Merge_ParentsDeadlineHasPassed_IsDoneAsThatDeadline()
    {
        using var oneScope = Root.WithTimeout(TimeSpan.Zero, out var one, _oneCause);

        using var scope = Context.Merge([Root, one], out var merged);

        Assert.Equal((ContextStatus.DeadlineExceeded, _oneCause), (merged.Status, merged.Cause));
    }

    [Fact]
    public void Merge_OfMerged_EndsWithTheFarthestParent()
    {
        var farScope = Root.WithTimeout(_second, out var far);
        using var nearScope = Root.WithCancel(out var near);
        using var lower = Context.Merge([near, far], out var inner, "MergeLower", "/src/Report.cs", 1);
        using var upper = Context.Merge([Root, inner], out var outer, "MergeUpper", "/src/Report.cs", 2);
        var deadline = outer.Deadline;

        farScope.Cancel(_otherCause);

        Assert.Equal(far.Deadline, deadline);
        Assert.Equal((ContextStatus.Canceled, _otherCause), (outer.Status, outer.Cause));
        Assert.EndsWith("; through parent 2 of 2 merged in MergeUpper (Report.cs:2)", outer.ToException()!.Message);
        Assert.Equal([0, 0, 0], Links(far, near, inner));
    }

    [Fact]
    public void Merge_SameParentTwice_EndsOnceAndLeavesNoLink()
    {
        var parentScope = Root.WithTimeout(_second, out var parent);
        using var scope = Context.Merge([parent, parent], out var merged);
        using var inner = merged.WithCancel(out var child);

        parentScope.Cancel(_oneCause);

        Assert.Equal((_oneCause, _oneCause), (merged.Cause, child.Cause));
        Assert.Equal([0, 0], Links(parent, merged));
    }

    [Fact]
    public void Dispose_MergedOfTheSameParentTwice_LeavesNoLink()
    {
        using var parentScope = Root.WithCancel(out var parent);
        var scope = Context.Merge([parent, parent], out _);

        scope.Dispose();

        Assert.Equal(0, parent.Signal!.ChildCount);
    }

    [Fact]
    public void Merge_ParentAndItsOwnChild_EndsWithEither()
    {
        var parentScope = Root.WithCancel(out var parent);
        using var childScope = parent.WithCancel(out var child);
        using var scope = Context.Merge([child, parent], out var merged);
        using var below = merged.WithCancel(out var last);

        parentScope.Cancel(_oneCause);

        Assert.All([child, merged, last], ctx => Assert.Same(_oneCause, ctx.Cause));
        Assert.Equal([0, 0, 0], Links(parent, child, merged));
    }

    [Fact]
    public void Merge_ParentsOnTwoClocks_DeadlineIsTheEarliestByWhatIsLeft()
    {
        var otherClock = new FakeTimeProvider();
        otherClock.Advance(TimeSpan.FromDays(1_000));
        using var oneScope = Root.WithTimeout(3 * _second, out var one);
        using var otherScope = Context.Root(otherClock).WithTimeout(_second, out var other, _otherCause);
        using var scope = Context.Merge([one, other], out var merged);
        var left = merged.Remaining;

        otherClock.Advance(_second);

        Assert.Equal(_second, left);
        Assert.Same(_clock, merged.Clock);
        Assert.Equal((ContextStatus.DeadlineExceeded, _otherCause), (merged.Status, merged.Cause));
    }

    [Fact]
    public void Merge_ParentsOnTwoClocks_OwnClockAloneDoesNotEndIt()
    {
        var otherClock = new FakeTimeProvider();
        using var otherScope = Context.Root(otherClock).WithTimeout(_second, out var other);
        using var scope = Context.Merge([Root, other], out var merged);

        _clock.Advance(10 * _second);

        // Never early: it is the other clock's deadline, and that clock has not moved.
        Assert.False(merged.IsDone);
    }

    [Fact]
    public void Merge_BackgroundAmongTheParents_ChangesNothing()
    {
        var oneScope = Root.WithTimeout(_second, out var one);
        using var scope = Context.Merge([Root, Context.Background, one, default, Context.Todo()], out var merged);

        Assert.Equal(_second, merged.Remaining);

        oneScope.Cancel(_oneCause);

        Assert.Same(_oneCause, merged.Cause);
    }

    [Fact]
    public void Merge_BackgroundFirst_HasTheSystemClockAndEndsWithTheOthers()
    {
        using var oneScope = Root.WithTimeout(_second, out var one, _oneCause);
        using var scope = Context.Merge([Context.Background, one], out var merged);

        _clock.Advance(_second);

        Assert.Same(TimeProvider.System, merged.Clock);
        Assert.Equal((ContextStatus.DeadlineExceeded, _oneCause), (merged.Status, merged.Cause));
    }

    [Fact]
    public void Merge_OnlyRoots_EndsWithItsScopeOnly()
    {
        var scope = Context.Merge([Context.Background, Root], out var merged);
        bool before = merged.IsDone;

        scope.Dispose();

        Assert.Equal((false, true), (before, merged.IsDone));
        Assert.Null(merged.Deadline);
    }

    [Fact]
    public void Merge_OneParent_IsItsChild()
    {
        var oneScope = Root.WithTimeout(_second, out var one);
        using var scope = Context.Merge([one], out var merged);

        Assert.Equal(one.Deadline, merged.Deadline);

        oneScope.Cancel(_oneCause);

        Assert.Same(_oneCause, merged.Cause);
    }

    [Fact]
    public void Merge_ForeignTokenAmongTheParents_EndsWithIt()
    {
        using var source = new CancellationTokenSource();
        using var oneScope = Root.WithCancel(out var one);
        using var scope = Context.Merge([one, Context.From(source.Token)], out var merged);

        source.Cancel();

        Assert.Equal(ContextStatus.Canceled, merged.Status);
        Assert.Equal(0, one.Signal!.ChildCount);
        Assert.False(((ForeignNode)Context.From(source.Token).Signal!).IsWatching);
    }

    [Fact]
    public void Dispose_MergedWithForeignToken_LeavesNothingOnIt()
    {
        using var source = new CancellationTokenSource();
        var scope = Context.Merge([Root, Context.From(source.Token)], out _);

        scope.Dispose();

        Assert.Equal(0, Support.BclRegistrations.CountOf(source));
    }

    [Fact]
    public void Merge_None_Throws()
    {
        var thrown = Assert.Throws<ArgumentException>("parents", () => Context.Merge([], out _));

        Assert.StartsWith("Must hold at least one context: the child takes its values and clock from the first.", thrown.Message);
    }

    [Fact]
    public void Merge_OutIsOneOfTheParents_Works()
    {
        using var oneScope = Root.WithValue(_user, "ada").WithCancel(out var ctx);
        var otherScope = Root.WithCancel(out var other);

        using var scope = Context.Merge([ctx, other], out ctx);
        otherScope.Cancel(_otherCause);

        Assert.Same(_otherCause, ctx.Cause);
        Assert.True(ctx.TryGetValue(_user, out _));
    }

    private static int[] Links(params Context[] contexts) => [.. contexts.Select(ctx => ctx.Signal!.ChildCount)];
}
