using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Deadlines;

public sealed class DeadlineTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _tick = new(1);

    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    private int Armed => ((ProviderScheduler)Scheduler.For(_clock)).ArmedCount;

    [Fact, Trait("Behaviour", "B46")]
    public void WithDeadline_ReachesIt_IsDoneThenAndNotBefore()
    {
        using CancelScope scope = Root.WithDeadline(_clock.GetUtcNow() + _second, out Context ctx);

        _clock.Advance(_second - _tick);
        Assert.False(ctx.IsDone);
        Assert.False(ctx.Token.IsCancellationRequested);

        _clock.Advance(_tick);
        Assert.True(ctx.IsDone);
        Assert.True(ctx.Token.IsCancellationRequested);
        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
        Assert.IsType<DeadlineExceededException>(ctx.ToException());
    }

    [Fact, Trait("Behaviour", "B46"), Trait("Behaviour", "B133")]
    public async Task Done_OnTheSystemClock_CompletesByItselfAndNotEarly()
    {
        long start = TimeProvider.System.GetTimestamp();
        using CancelScope scope = Context.Background.WithTimeout(TimeSpan.FromMilliseconds(20), out Context ctx);

        await Bounded.WaitAsync(ctx.Done, "the deadline of 20 ms");

        long elapsed = TimeProvider.System.GetTimestamp() - start;
        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
        Assert.True(elapsed >= TimeProvider.System.TimestampFrequency / 50, $"After {elapsed} units of {TimeProvider.System.TimestampFrequency} a second.");
    }

    [Fact, Trait("Behaviour", "B47")]
    public void WithTimeout_AndWithDeadlineThen_AreTheSame()
    {
        using CancelScope one = Root.WithTimeout(_second, out Context timed);
        using CancelScope two = Root.WithDeadline(_clock.GetUtcNow() + _second, out Context dated);

        Assert.Equal(dated.Deadline, timed.Deadline);
        Assert.Equal(dated.Remaining, timed.Remaining);
        Assert.Equal(dated.Signal!.DeadlineTimestamp, timed.Signal!.DeadlineTimestamp);
        _clock.Advance(_second);
        Assert.Equal(dated.Status, timed.Status);
    }

    public static TheoryData<TimeSpan> Past =>
        [TimeSpan.Zero, new TimeSpan(-1), TimeSpan.FromMilliseconds(-1), TimeSpan.FromSeconds(-1), TimeSpan.FromDays(-100)];

    [Theory, MemberData(nameof(Past)), Trait("Behaviour", "B48")]
    public void WithDeadline_NowOrPast_IsDoneOnReturn(TimeSpan fromNow)
    {
        DateTimeOffset deadline = _clock.GetUtcNow() + fromNow;

        using CancelScope scope = Root.WithDeadline(deadline, out Context ctx);

        Assert.True(ctx.IsDone);
        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
        Assert.True(ctx.Token.IsCancellationRequested);
        Assert.Equal(TimeSpan.Zero, ctx.Remaining);
        Assert.Equal(deadline, ctx.Deadline);
        Assert.Equal(0, Armed);
    }

    [Fact, Trait("Behaviour", "B49"), Trait("Behaviour", "B86")]
    public void WithTimeout_Zero_IsDoneOnReturnAndACancelChangesNothing()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.Zero, out Context ctx);
        Exception? cause = ctx.Cause;

        scope.Cancel(new InvalidOperationException("late"));

        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
        Assert.IsType<TimeoutException>(cause);
        Assert.Same(cause, ctx.Cause);
    }

    public static TheoryData<TimeSpan> Negative => [new TimeSpan(-1), TimeSpan.FromSeconds(-1), TimeSpan.FromMilliseconds(-2), TimeSpan.MinValue];

    [Theory, MemberData(nameof(Negative)), Trait("Behaviour", "B50")]
    public void WithTimeout_Negative_IsDoneOnReturn(TimeSpan timeout)
    {
        var cause = new InvalidOperationException("too slow");

        using CancelScope scope = Root.WithTimeout(timeout, out Context ctx, cause);

        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
        Assert.Same(cause, ctx.Cause);
        Assert.Equal(TimeSpan.Zero, ctx.Remaining);
    }

    [Theory, MemberData(nameof(Negative)), Trait("Behaviour", "B50")]
    public void WithTimeout_NegativeOnTheSystemClock_IsDoneOnReturn(TimeSpan timeout)
    {
        using CancelScope scope = Context.Background.WithTimeout(timeout, out Context ctx);

        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
    }

    [Fact, Trait("Behaviour", "B51"), Trait("Behaviour", "B88")]
    public void Cancel_BeforeTheDeadline_IsCanceledAtOnceAndStaysSo()
    {
        using CancelScope scope = Root.WithTimeout(_second, out Context ctx, new InvalidOperationException("too slow"));

        scope.Cancel();
        Assert.Equal(ContextStatus.Canceled, ctx.Status);
        Assert.IsType<ContextCanceledException>(ctx.Cause);

        _clock.Advance(_second);
        Assert.Equal(ContextStatus.Canceled, ctx.Status);
        Assert.Equal(0, Armed);
    }

    [Fact, Trait("Behaviour", "B52")]
    public void WithTimeout_LaterThanTheParents_ArmsNothingAndReportsTheParents()
    {
        using CancelScope outer = Root.WithTimeout(_second, out Context parent);

        using CancelScope inner = parent.WithTimeout(2 * _second, out Context child);

        Assert.Equal(1, Armed);
        Assert.Equal(TimedNode.NeverArmed, Assert.IsType<TimedNode>(child.Signal, exactMatch: false).HeapIndex);
        Assert.Equal(parent.Deadline, child.Deadline);
        Assert.Equal(_second, child.Remaining);
    }

    [Fact, Trait("Behaviour", "B53")]
    public void WithTimeout_LaterThanTheParents_EndsAtTheParents()
    {
        using CancelScope outer = Root.WithTimeout(_second, out Context parent);
        using CancelScope inner = parent.WithTimeout(2 * _second, out Context child);

        _clock.Advance(_second);

        Assert.Equal(ContextStatus.DeadlineExceeded, child.Status);
        Assert.Same(parent.Cause, child.Cause);
    }

    [Fact, Trait("Behaviour", "B54"), Trait("Behaviour", "B91")]
    public void WithTimeout_EqualToTheParents_ArmsNothingButItsOwnCauseHolds()
    {
        var own = new InvalidOperationException("own");
        using CancelScope outer = Root.WithTimeout(_second, out Context parent, new InvalidOperationException("parent's"));
        using CancelScope inner = parent.WithTimeout(_second, out Context child, own);
        using CancelScope innermost = child.WithCancel(out Context grandchild);
        Assert.Equal(1, Armed);

        _clock.Advance(_second);

        Assert.Equal(ContextStatus.DeadlineExceeded, child.Status);
        Assert.Same(own, child.Cause);
        Assert.Same(own, child.ToException()!.InnerException);
        Assert.Same(own, grandchild.Cause);
        Assert.Equal("parent's", parent.Cause!.Message);
    }

    [Fact, Trait("Behaviour", "B54"), Trait("Behaviour", "B91")]
    public void WithTimeout_EqualToTheParentsThatIsCanceled_HasTheParentsCause()
    {
        var cause = new InvalidOperationException("canceled");
        using CancelScope outer = Root.WithTimeout(_second, out Context parent);
        using CancelScope inner = parent.WithTimeout(_second, out Context child, new InvalidOperationException("own"));

        outer.Cancel(cause);

        Assert.Equal(ContextStatus.Canceled, child.Status);
        Assert.Same(cause, child.Cause);
    }

    [Fact, Trait("Behaviour", "B55"), Trait("Behaviour", "B87")]
    public void WithTimeout_EarlierThanTheParents_EndsAloneWithItsCause()
    {
        var own = new InvalidOperationException("own");
        using CancelScope outer = Root.WithTimeout(2 * _second, out Context parent);
        using CancelScope inner = parent.WithTimeout(_second, out Context child, own);
        using CancelScope sibling = parent.WithCancel(out Context other);
        Assert.Equal(2, Armed);

        _clock.Advance(_second);

        Assert.Equal(ContextStatus.DeadlineExceeded, child.Status);
        Assert.Same(own, child.Cause);
        Assert.False(parent.IsDone);
        Assert.False(other.IsDone);
        Assert.Equal(_second, parent.Remaining);
    }

    [Theory, MemberData(nameof(Past)), Trait("Behaviour", "B56")]
    public void WithDeadline_PastUnderACanceledParent_IsCanceled(TimeSpan fromNow)
    {
        var cause = new InvalidOperationException("why");
        using CancelScope outer = Root.WithCancel(out Context parent);
        outer.Cancel(cause);

        using CancelScope inner = parent.WithDeadline(_clock.GetUtcNow() + fromNow, out Context child);

        Assert.Equal(ContextStatus.Canceled, child.Status);
        Assert.Same(cause, child.Cause);
    }

    [Fact, Trait("Behaviour", "B57"), Trait("Behaviour", "B89")]
    public void Cancel_AfterTheDeadline_ChangesNothing()
    {
        var own = new InvalidOperationException("own");
        using CancelScope outer = Root.WithCancel(out Context parent);
        using CancelScope inner = parent.WithTimeout(_second, out Context child, own);
        _clock.Advance(_second);

        inner.Cancel(new InvalidOperationException("late"));
        outer.Cancel(new InvalidOperationException("later"));

        Assert.Equal(ContextStatus.DeadlineExceeded, child.Status);
        Assert.Same(own, child.Cause);
    }

    [Fact, Trait("Behaviour", "B58")]
    public void Expiry_ThroughALayerThatKnowsOnlyTokens_ReachesWhatIsDerivedThere()
    {
        // The place of Go's custom context that embeds ours: someone else's code that has only our token, and links it.
        using var theirs = new CancellationTokenSource();
        using CancelScope outer = Root.WithTimeout(_second, out Context parent);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(parent, theirs.Token);
        Context back = Context.From(linked.Token);
        using CancelScope inner = back.WithCancel(out Context child);
        Assert.Equal(parent.Deadline, child.Deadline);

        _clock.Advance(_second);

        Assert.Equal(ContextStatus.DeadlineExceeded, child.Status);
        Assert.Same(parent.Cause, child.Cause);
        Spin.Until(() => back.IsDone);
        Assert.Equal(ContextStatus.DeadlineExceeded, back.Status);
    }

    [Fact, Trait("Behaviour", "B58")]
    public void Expiry_ThroughTheBareToken_IsTheContextsOwn()
    {
        using CancelScope outer = Root.WithTimeout(_second, out Context parent);
        using CancelScope inner = Context.From(parent.Token).WithCancel(out Context child);

        _clock.Advance(_second);

        Assert.Equal(ContextStatus.DeadlineExceeded, child.Status);
        Assert.Same(parent.Cause, child.Cause);
    }

    [Fact, Trait("Behaviour", "B91"), Trait("Behaviour", "B52")]
    public void Cause_OfALaterDeadline_IsWhatReallyEndedTheChild()
    {
        var real = new InvalidOperationException("the nearer one");
        var own = new InvalidOperationException("the later one");
        using CancelScope outer = Root.WithTimeout(_second, out Context parent, real);
        using CancelScope inner = parent.WithTimeout(2 * _second, out Context child, own);

        _clock.Advance(_second);

        // Go drops the child's own cause; here it is a note, because it is not what happened.
        Assert.Same(real, child.Cause);
        Assert.Same(real, child.ToException()!.InnerException);
        Assert.EndsWith("; not reached: the later one", child.ToException()!.Message);
    }

    [Fact, Trait("Behaviour", "B91")]
    public void Cause_OfALaterDeadlineWhenCanceled_HasNoNote()
    {
        using CancelScope outer = Root.WithTimeout(_second, out Context parent);
        using CancelScope inner = parent.WithTimeout(2 * _second, out Context child, new InvalidOperationException("the later one"));

        inner.Cancel();

        Assert.DoesNotContain("the later one", child.ToException()!.Message);
    }

    [Fact]
    public void WithTimeout_Infinite_AddsNoDeadline()
    {
        using CancelScope scope = Root.WithTimeout(Timeout.InfiniteTimeSpan, out Context ctx);
        using CancelScope outer = Root.WithTimeout(_second, out Context parent);
        using CancelScope inner = parent.WithTimeout(Timeout.InfiniteTimeSpan, out Context child);

        Assert.Null(ctx.Deadline);
        Assert.Null(ctx.Remaining);
        Assert.Equal(parent.Deadline, child.Deadline);
        Assert.Equal(1, Armed);
        _clock.Advance(TimeSpan.FromDays(1000));
        Assert.False(ctx.IsDone);
        Assert.True(child.IsDone);
    }

    [Fact]
    public void WithShield_ParentEnds_EndsByItsOwnLimitOnly()
    {
        using CancelScope outer = Root.WithTimeout(_second, out Context parent);
        using CancelScope shielding = parent.WithShield(2 * _second, out Context shielded);

        _clock.Advance(_second);
        Assert.True(parent.IsDone);
        Assert.False(shielded.IsDone);
        Assert.Equal(_second, shielded.Remaining);

        _clock.Advance(_second);
        Assert.Equal(ContextStatus.DeadlineExceeded, shielded.Status);
    }

    public static TheoryData<TimeSpan> NoLimit => [TimeSpan.Zero, new TimeSpan(-1), Timeout.InfiniteTimeSpan, TimeSpan.MinValue];

    [Theory, MemberData(nameof(NoLimit))]
    public void WithShield_WithoutALimit_Throws(TimeSpan limit)
    {
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(nameof(limit), () => Root.WithShield(limit, out _));

        Assert.Equal(limit, thrown.ActualValue);
        Assert.StartsWith("Must be more than zero: a shield without a limit would never end.", thrown.Message);
    }
}
