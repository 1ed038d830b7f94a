using Microsoft.Extensions.Time.Testing;

namespace Plumbline.Tests.Links;

/// <summary>What is linked to a parent, and when the link is gone: a forgotten link is a leak.</summary>
public sealed class LinkCountTests
{
    private static readonly ContextKey<string> _name = new("name");

    private readonly FakeTimeProvider _clock = new();

    [Fact, Trait("Behaviour", "B36"), Trait("Behaviour", "B41")]
    public void Derive_ThreeKindsOfChildren_OneLinkEachToTheNearestSignal()
    {
        using var scope = Context.Root(_clock).WithCancel(out var parent);
        var carrier = parent.WithValue(_name, "a").WithValue(_name, "b");

        using var cancel = parent.WithCancel(out _);
        using var timeout = carrier.WithTimeout(TimeSpan.FromHours(1), out var child);
        using var registration = parent.Register(() => { });

        Assert.Equal(3, parent.Signal!.ChildCount);
        Assert.Same(parent.Signal, child.Signal!.Parent);
    }

    [Fact, Trait("Behaviour", "B37")]
    public void Cancel_CancelChild_LeavesItsParent()
    {
        using var scope = Context.Root(_clock).WithCancel(out var parent);
        var cancel = parent.WithCancel(out _);
        int before = parent.Signal!.ChildCount;

        cancel.Cancel();

        Assert.Equal((1, 0), (before, parent.Signal!.ChildCount));
    }

    [Fact, Trait("Behaviour", "B37")]
    public void Dispose_CancelChild_LeavesItsParent()
    {
        using var scope = Context.Root(_clock).WithCancel(out var parent);
        var cancel = parent.WithCancel(out _);

        cancel.Dispose();

        Assert.Equal(0, parent.Signal!.ChildCount);
    }

    [Fact, Trait("Behaviour", "B38"), Trait("Behaviour", "B44")]
    public void Cancel_TimeoutChildBeforeItsDeadline_LeavesItsParentAndTheClock()
    {
        using var scope = Context.Root(_clock).WithCancel(out var parent);
        var cancel = parent.WithTimeout(TimeSpan.FromHours(1), out var child);
        (int, int) before = (parent.Signal!.ChildCount, ArmedOn(child));

        cancel.Cancel();

        Assert.Equal((1, 1), before);
        Assert.Equal((0, 0), (parent.Signal!.ChildCount, ArmedOn(child)));
    }

    [Fact, Trait("Behaviour", "B39")]
    public void Unregister_Callback_LeavesItsParent()
    {
        using var scope = Context.Root(_clock).WithCancel(out var parent);
        var registration = parent.Register(() => { });
        int before = parent.Signal!.ChildCount;

        registration.Unregister();

        Assert.Equal((1, 0), (before, parent.Signal!.ChildCount));
    }

    [Fact, Trait("Behaviour", "B40")]
    public void Cancel_Parent_EmptiesItsOwnList()
    {
        var scope = Context.Root(_clock).WithCancel(out var parent);
        using var cancel = parent.WithCancel(out var child);
        using var below = child.WithCancel(out _);
        using var timeout = parent.WithTimeout(TimeSpan.FromHours(1), out _);
        using var registration = parent.Register(() => { });

        scope.Cancel();

        Assert.Equal((0, 0), (parent.Signal!.ChildCount, child.Signal!.ChildCount));
    }

    [Fact, Trait("Behaviour", "B42")]
    public void Derive_DeadlinePasses_LeavesItsParentAndTheClock()
    {
        using var scope = Context.Root(_clock).WithCancel(out var parent);
        using var timeout = parent.WithTimeout(TimeSpan.FromSeconds(1), out var child);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(child.IsDone);
        Assert.Equal((0, 0), (parent.Signal!.ChildCount, ArmedOn(child)));
    }

    [Fact, Trait("Behaviour", "B43")]
    public void Derive_NeverEnded_StaysLinkedUntilTheParentEnds()
    {
        var scope = Context.Root(_clock).WithCancel(out var parent);
        _ = parent.WithCancel(out _);
        _ = parent.WithTimeout(TimeSpan.FromHours(1), out _);
        int before = parent.Signal!.ChildCount;

        scope.Cancel();

        Assert.Equal((2, 0), (before, parent.Signal!.ChildCount));
    }

    [Fact, Trait("Behaviour", "B45")]
    public void Cancel_ParentOfTimeoutChild_DisarmsTheChild()
    {
        var scope = Context.Root(_clock).WithCancel(out var parent);
        using var timeout = parent.WithTimeout(TimeSpan.FromHours(1), out var child);
        int before = ArmedOn(child);

        scope.Cancel();

        Assert.Equal((1, 0), (before, ArmedOn(child)));
    }

    [Fact]
    public void Derive_ParentIsDone_IsNotLinked()
    {
        var scope = Context.Root(_clock).WithCancel(out var parent);
        scope.Cancel();

        using var cancel = parent.WithCancel(out _);
        using var timeout = parent.WithTimeout(TimeSpan.FromHours(1), out var child);

        Assert.Equal((0, 0), (parent.Signal!.ChildCount, ArmedOn(child)));
    }

    [Fact]
    public void Derive_BelowARoot_IsNotLinked()
    {
        using var cancel = Context.Root(_clock).WithCancel(out var child);
        using var registration = Context.Root(_clock).Register(() => { });

        Assert.Equal(0, child.Signal!.Parent!.ChildCount);
    }

    [Fact]
    public void Derive_TenThousandScopesOneAfterTheOther_LeaveNoLink()
    {
        using var scope = Context.Root(_clock).WithTimeout(TimeSpan.FromDays(1), out var parent);
        for (int i = 0; i < 10_000; i++)
        {
            using var timeout = parent.WithTimeout(TimeSpan.FromHours(1), out var child);
            using var cancel = child.WithCancel(out var grandchild);
            using var registration = grandchild.Register(() => { });
        }

        Assert.Equal((0, 1), (parent.Signal!.ChildCount, ArmedOn(parent)));
    }

    private static int ArmedOn(Context ctx) => ((ProviderScheduler)ctx.Signal!.Scheduler).ArmedCount;
}
