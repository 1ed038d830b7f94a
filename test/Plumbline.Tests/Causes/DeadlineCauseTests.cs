using Microsoft.Extensions.Time.Testing;

namespace Plumbline.Tests.Causes;

/// <summary>Which cause wins where deadlines pass.</summary>
public sealed class DeadlineCauseTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly InvalidOperationException _parentCause = new("the parent's cause");
    private readonly InvalidOperationException _deadlineCause = new("the deadline's cause");

    private Context Root => Context.Root(_clock);

    [Fact, Trait("Behaviour", "B86")]
    public void WithTimeout_PassesWithoutCause_CauseIsATimeoutException()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);

        _clock.Advance(_second);

        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
        var cause = Assert.IsType<TimeoutException>(ctx.Cause);
        Assert.Same(cause, Assert.IsType<DeadlineExceededException>(ctx.ToException()).InnerException);
        Assert.Same(cause, ctx.Cause);
    }

    [Fact, Trait("Behaviour", "B87")]
    public void WithTimeout_PassesWithCause_CauseIsTheGivenOne()
    {
        using var scope = Root.WithTimeout(_second, out var ctx, _deadlineCause);

        _clock.Advance(_second);

        Assert.Equal((ContextStatus.DeadlineExceeded, _deadlineCause), (ctx.Status, ctx.Cause));
        Assert.Same(_deadlineCause, Assert.IsType<DeadlineExceededException>(ctx.ToException()).InnerException);
    }

    [Fact, Trait("Behaviour", "B87")]
    public void WithDeadline_PassesWithCause_CauseIsTheGivenOne()
    {
        using var scope = Root.WithDeadline(_clock.GetUtcNow() + _second, out var ctx, _deadlineCause);

        _clock.Advance(_second);

        Assert.Equal((ContextStatus.DeadlineExceeded, _deadlineCause), (ctx.Status, ctx.Cause));
    }

    [Fact, Trait("Behaviour", "B87")]
    public void WithTimeout_DoneOnReturn_CauseIsTheGivenOne()
    {
        using var scope = Root.WithTimeout(TimeSpan.Zero, out var ctx, _deadlineCause);

        Assert.Equal((ContextStatus.DeadlineExceeded, _deadlineCause), (ctx.Status, ctx.Cause));
    }

    [Fact, Trait("Behaviour", "B88")]
    public void WithTimeout_CanceledEarly_GivenCauseIsNotUsed()
    {
        var scope = Root.WithTimeout(_second, out var ctx, _deadlineCause);

        scope.Cancel();
        _clock.Advance(_second);

        Assert.Equal(ContextStatus.Canceled, ctx.Status);
        Assert.IsType<ContextCanceledException>(ctx.Cause);
    }

    [Fact, Trait("Behaviour", "B88")]
    public void WithTimeout_CanceledEarlyWithACause_HasThatCause()
    {
        var scope = Root.WithTimeout(_second, out var ctx, _deadlineCause);

        scope.Cancel(_parentCause);
        _clock.Advance(_second);

        Assert.Equal((ContextStatus.Canceled, _parentCause), (ctx.Status, ctx.Cause));
    }

    [Fact, Trait("Behaviour", "B89")]
    public void WithTimeout_PassesBeforeTheParentIsCanceled_KeepsItsCause()
    {
        var outer = Root.WithCancel(out var parent);
        using var inner = parent.WithTimeout(_second, out var child, _deadlineCause);

        _clock.Advance(_second);
        outer.Cancel(_parentCause);

        Assert.Equal((ContextStatus.DeadlineExceeded, _deadlineCause), (child.Status, child.Cause));
        Assert.Same(_parentCause, parent.Cause);
    }

    [Fact, Trait("Behaviour", "B90")]
    public void WithTimeout_ParentIsCanceledFirst_HasTheParentsCause()
    {
        var outer = Root.WithCancel(out var parent);
        using var inner = parent.WithTimeout(_second, out var child, _deadlineCause);

        outer.Cancel(_parentCause);
        _clock.Advance(_second);

        Assert.Equal((ContextStatus.Canceled, _parentCause), (child.Status, child.Cause));
    }

    [Fact, Trait("Behaviour", "B91")]
    public void WithTimeout_ParentsDeadlineIsNearer_CauseIsTheParentsAndTheOwnOneIsNotLost()
    {
        using var outer = Root.WithTimeout(_second, out var parent, _parentCause);
        using var inner = parent.WithTimeout(2 * _second, out var child, _deadlineCause);

        _clock.Advance(2 * _second);

        Assert.Equal((ContextStatus.DeadlineExceeded, _parentCause), (child.Status, child.Cause));
        Assert.Contains("not reached: the deadline's cause", child.ToException()!.Message);
        Assert.DoesNotContain("not reached", parent.ToException()!.Message);
    }

    [Fact, Trait("Behaviour", "B91")]
    public void WithTimeout_ParentsDeadlineIsTheSameInstant_HasItsOwnCause()
    {
        using var outer = Root.WithTimeout(_second, out var parent, _parentCause);
        using var inner = parent.WithTimeout(_second, out var child, _deadlineCause);

        _clock.Advance(_second);

        Assert.Equal((_parentCause, _deadlineCause), (parent.Cause, child.Cause));
        Assert.Equal(ContextStatus.DeadlineExceeded, child.Status);
    }

    [Fact, Trait("Behaviour", "B91")]
    public void WithTimeout_SameInstantButTheParentIsCanceled_HasTheParentsCause()
    {
        var outer = Root.WithTimeout(_second, out var parent);
        using var inner = parent.WithTimeout(_second, out var child, _deadlineCause);

        outer.Cancel(_parentCause);

        Assert.Equal((ContextStatus.Canceled, _parentCause), (child.Status, child.Cause));
    }

    [Fact, Trait("Behaviour", "B91")]
    public void WithTimeout_ChildOfTheSameInstant_HasTheNearestOwnCause()
    {
        using var outer = Root.WithTimeout(_second, out var parent, _parentCause);
        using var inner = parent.WithTimeout(_second, out var child, _deadlineCause);
        using var cancel = child.WithCancel(out var grandchild);

        _clock.Advance(_second);

        Assert.Same(_deadlineCause, grandchild.Cause);
    }

    [Fact]
    public void WithTimeout_InfiniteWithACause_CauseOfTheParentHolds()
    {
        using var outer = Root.WithTimeout(_second, out var parent, _parentCause);
        using var inner = parent.WithTimeout(Timeout.InfiniteTimeSpan, out var child, _deadlineCause);

        _clock.Advance(_second);

        Assert.Same(_parentCause, child.Cause);
    }

    [Fact]
    public void Cancel_AfterTheDeadline_ChangesNothing()
    {
        var scope = Root.WithTimeout(_second, out var ctx, _deadlineCause);
        _clock.Advance(_second);

        scope.Cancel(_parentCause);

        Assert.Equal((ContextStatus.DeadlineExceeded, _deadlineCause), (ctx.Status, ctx.Cause));
    }
}
