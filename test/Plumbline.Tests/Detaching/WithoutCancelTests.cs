using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Detaching;

public sealed class WithoutCancelTests
{
    private static readonly ContextKey<string> _user = new("user");

    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Fact, Trait("Behaviour", "B99")]
    public void WithoutCancel_ParentHasValues_KeepsThemAlsoAfterItsEnd()
    {
        var scope = Root.WithValue(_user, "ada").WithCancel(out var parent);

        var detached = parent.WithoutCancel();
        scope.Cancel();

        Assert.True(detached.TryGetValue(_user, out string? user));
        Assert.Equal("ada", user);
    }

    [Fact, Trait("Behaviour", "B100")]
    public void WithoutCancel_ParentHasADeadline_HasNeitherDeadlineNorTokenNorEnd()
    {
        using var scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out var parent);

        var detached = parent.WithoutCancel();
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.True(parent.IsDone);
        Assert.Equal((false, ContextStatus.Active, null), (detached.IsDone, detached.Status, detached.ToException()));
        Assert.Equal((null, null), (detached.Deadline, detached.Remaining));
        Assert.False(detached.Token.CanBeCanceled || detached.Done.IsCompleted);
        detached.ThrowIfDone();
    }

    [Fact, Trait("Behaviour", "B101")]
    public void Cause_ParentCanceledBefore_IsNull()
    {
        var scope = Root.WithCancel(out var parent);
        scope.Cancel(new InvalidOperationException("before"));

        Assert.Null(parent.WithoutCancel().Cause);
    }

    [Fact, Trait("Behaviour", "B101")]
    public void Cause_ParentCanceledAfter_IsNull()
    {
        var scope = Root.WithCancel(out var parent);
        var detached = parent.WithoutCancel();

        scope.Cancel(new InvalidOperationException("after"));

        Assert.Null(detached.Cause);
    }

    [Fact, Trait("Behaviour", "B101")]
    public void Cause_ParentTimedOutBeforeAndAfter_IsNull()
    {
        using var scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out var parent, new InvalidOperationException("late"));
        var before = parent.WithoutCancel();

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((null, null), (before.Cause, parent.WithoutCancel().Cause));
    }

    [Fact, Trait("Behaviour", "B102")]
    public void Derive_BelowDetached_IsNotLinkedToNorEndedByTheParent()
    {
        var outer = Root.WithCancel(out var parent);
        var detached = parent.WithoutCancel();
        var scope = detached.WithCancel(out var child);
        using var timeout = detached.WithTimeout(TimeSpan.FromSeconds(1), out var timed);
        int links = parent.Signal!.ChildCount;

        outer.Cancel();
        bool endedByParent = child.IsDone || timed.IsDone;
        scope.Cancel();
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((0, false), (links, endedByParent));
        Assert.Equal((ContextStatus.Canceled, ContextStatus.DeadlineExceeded), (child.Status, timed.Status));
    }

    [Fact, Trait("Behaviour", "B103")]
    public async Task Register_OnDetached_NeverRunsAndStopsOnce()
    {
        var scope = Root.WithCancel(out var parent);
        bool ran = false;
        var registration = parent.WithoutCancel().Register(() => ran = true);

        scope.Cancel();
        await Bounded.WaitAsync(VirtualTime.SettleAsync(_clock), "the callbacks due on the fake clock");

        Assert.Equal((true, false), (registration.Unregister(), registration.Unregister()));
        Assert.False(ran);
    }

    [Fact]
    public void WithoutCancel_OtherClock_KeepsTheClock()
    {
        using var scope = Root.WithCancel(out var parent);

        Assert.Same(_clock, parent.WithoutCancel().Clock);
    }

    [Fact]
    public void WithoutCancel_NoValues_IsTheRootOfItsClock()
    {
        using var fake = Root.WithCancel(out var onFake);
        using var system = Context.Background.WithCancel(out var onSystem);

        Assert.Equal((Root, Context.Background), (onFake.WithoutCancel(), onSystem.WithoutCancel()));
    }

    [Fact]
    public void WithoutCancel_Background_IsBackground() => Assert.Equal(Context.Background, default(Context).WithoutCancel());
}
