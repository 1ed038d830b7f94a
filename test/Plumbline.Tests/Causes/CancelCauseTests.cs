using Microsoft.Extensions.Time.Testing;

namespace Plumbline.Tests.Causes;

/// <summary>Which cause wins among cancels of a context and of its parent.</summary>
public sealed class CancelCauseTests
{
    private static readonly ContextKey<int> _number = new("number");

    private readonly InvalidOperationException _parentCause = new("parent");
    private readonly InvalidOperationException _childCause = new("child");

    [Fact, Trait("Behaviour", "B74")]
    public void Cause_Roots_IsNull()
    {
        Context[] roots = [default, Context.Background, Context.Todo(), Context.Root(new FakeTimeProvider())];

        Assert.All(roots, root => Assert.Equal((null, null, ContextStatus.Active), (root.Cause, root.ToException(), root.Status)));
    }

    [Fact, Trait("Behaviour", "B75")]
    public void Cause_LiveContexts_IsNull()
    {
        using var cancel = Context.Background.WithCancel(out var parent);
        using var timeout = parent.WithTimeout(TimeSpan.FromHours(1), out var child, _childCause);

        Assert.All([parent, child, child.WithValue(_number, 1)], ctx => Assert.Null(ctx.Cause));
    }

    [Fact, Trait("Behaviour", "B76")]
    public void Cancel_NoCause_CauseIsOfTheCanceledType()
    {
        var cancel = Context.Background.WithCancel(out var ctx);

        cancel.Cancel();

        var cause = Assert.IsType<ContextCanceledException>(ctx.Cause);
        Assert.StartsWith("context canceled", cause.Message);
        Assert.Same(cause, ctx.Cause);
        Assert.IsType<ContextCanceledException>(ctx.ToException());
    }

    [Fact, Trait("Behaviour", "B76")]
    public void ToException_NoCause_HasNoInnerException()
    {
        var cancel = Context.Background.WithCancel(out var ctx);

        cancel.Cancel();

        Assert.Null(ctx.ToException()!.InnerException);
    }

    [Fact, Trait("Behaviour", "B77")]
    public void Cancel_WithCause_CauseIsThatVeryObject()
    {
        var cancel = Context.Background.WithCancel(out var ctx);

        cancel.Cancel(_childCause);

        Assert.Same(_childCause, ctx.Cause);
        Assert.Equal(ContextStatus.Canceled, ctx.Status);
        Assert.Same(_childCause, Assert.IsType<ContextCanceledException>(ctx.ToException()).InnerException);
    }

    [Fact, Trait("Behaviour", "B78")]
    public void Cancel_NullCause_IsAPlainCancel()
    {
        var cancel = Context.Background.WithCancel(out var ctx);

        cancel.Cancel(cause: null);

        Assert.IsType<ContextCanceledException>(ctx.Cause);
    }

    [Fact, Trait("Behaviour", "B79")]
    public void Cancel_Twice_FirstCauseStays()
    {
        var cancel = Context.Background.WithCancel(out var ctx);

        cancel.Cancel(_childCause);
        cancel.Cancel(new InvalidOperationException("late"));
        cancel.Dispose();

        Assert.Same(_childCause, ctx.Cause);
    }

    [Fact, Trait("Behaviour", "B79")]
    public void Dispose_ThenCancelWithCause_StaysAPlainCancel()
    {
        var cancel = Context.Background.WithCancel(out var ctx);

        cancel.Dispose();
        cancel.Cancel(_childCause);

        Assert.IsType<ContextCanceledException>(ctx.Cause);
    }

    [Fact, Trait("Behaviour", "B80")]
    public void Cancel_ParentFirst_ChildHasTheParentsCause()
    {
        var outer = Context.Background.WithCancel(out var parent);
        var inner = parent.WithCancel(out var child);

        outer.Cancel(_parentCause);
        inner.Cancel(_childCause);

        Assert.Equal((_parentCause, _parentCause), (parent.Cause, child.Cause));
    }

    [Fact, Trait("Behaviour", "B81")]
    public void Cancel_ChildFirst_BothKeepTheirOwn()
    {
        var outer = Context.Background.WithCancel(out var parent);
        var inner = parent.WithCancel(out var child);

        inner.Cancel(_childCause);
        outer.Cancel(_parentCause);

        Assert.Equal((_parentCause, _childCause), (parent.Cause, child.Cause));
    }

    [Fact, Trait("Behaviour", "B82")]
    public void Cancel_ParentWithCauseThenPlainChild_ChildHasTheParentsCause()
    {
        var outer = Context.Background.WithCancel(out var parent);
        var inner = parent.WithCancel(out var child);

        outer.Cancel(_parentCause);
        inner.Cancel();

        Assert.Same(_parentCause, child.Cause);
    }

    [Fact, Trait("Behaviour", "B83")]
    public void Cancel_PlainChildThenParentWithCause_ChildStaysPlain()
    {
        var outer = Context.Background.WithCancel(out var parent);
        var inner = parent.WithCancel(out var child);

        inner.Cancel();
        outer.Cancel(_parentCause);

        Assert.IsType<ContextCanceledException>(child.Cause);
        Assert.Same(_parentCause, parent.Cause);
    }

    [Fact, Trait("Behaviour", "B84")]
    public void Cancel_PlainParentThenChildWithCause_ChildHasThePlainOne()
    {
        var outer = Context.Background.WithCancel(out var parent);
        var inner = parent.WithCancel(out var child);

        outer.Cancel();
        inner.Cancel(_childCause);

        Assert.IsType<ContextCanceledException>(child.Cause);
        Assert.Same(parent.Cause, child.Cause);
    }

    [Fact, Trait("Behaviour", "B85")]
    public void Cancel_ChildWithCauseThenPlainParent_ChildKeepsItsOwn()
    {
        var outer = Context.Background.WithCancel(out var parent);
        var inner = parent.WithCancel(out var child);

        inner.Cancel(_childCause);
        outer.Cancel();

        Assert.Same(_childCause, child.Cause);
        Assert.IsType<ContextCanceledException>(parent.Cause);
    }

    [Fact, Trait("Behaviour", "B92")]
    public void Cancel_DeadlineExceptionAsCause_StatusStaysCanceled()
    {
        var cancel = Context.Background.WithCancel(out var ctx);
        var cause = new DeadlineExceededException();

        cancel.Cancel(cause);

        Assert.Equal((ContextStatus.Canceled, cause), (ctx.Status, ctx.Cause));
        Assert.IsType<ContextCanceledException>(ctx.ToException());
        Assert.False(ctx.ToException()!.IsDeadlineExceeded());
    }

    [Fact, Trait("Behaviour", "B93")]
    public void Cause_EveryDescendant_IsTheAncestors()
    {
        var outer = Context.Background.WithCancel(out var parent);
        using var cancel = parent.WithValue(_number, 1).WithCancel(out var child);
        using var timeout = child.WithTimeout(TimeSpan.FromHours(1), out var timed, _childCause);
        using var merge = Context.Merge([timed, Context.Background], out var merged);

        outer.Cancel(_parentCause);

        using var late = merged.WithCancel(out var born);
        Assert.All([parent, child, child.WithValue(_number, 2), timed, merged, born], ctx => Assert.Same(_parentCause, ctx.Cause));
    }

    [Fact]
    public void Cause_CauseWasThrownBefore_IsUntouched()
    {
        var cancel = Context.Background.WithCancel(out var ctx);
        var thrown = Assert.Throws<InvalidOperationException>((Action)(() => throw _childCause));
        string? trace = thrown.StackTrace;

        cancel.Cancel(thrown);
        Assert.Throws<ContextCanceledException>(() => ctx.ThrowIfDone());

        Assert.Equal(trace, ctx.Cause!.StackTrace);
    }
}
