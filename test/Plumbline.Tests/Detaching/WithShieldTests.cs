using Microsoft.Extensions.Time.Testing;

namespace Plumbline.Tests.Detaching;

public sealed class WithShieldTests
{
    private static readonly ContextKey<string> _user = new("user");
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Fact]
    public void WithShield_ParentIsCanceled_LivesOn()
    {
        var outer = Root.WithCancel(out var parent);
        using var shield = parent.WithShield(_second, out var child);

        outer.Cancel();

        Assert.Equal((true, false), (parent.IsDone, child.IsDone));
        Assert.Equal(0, parent.Signal!.ChildCount);
    }

    [Fact]
    public void WithShield_ParentIsDoneAlready_IsLive()
    {
        var outer = Root.WithCancel(out var parent);
        outer.Cancel();

        using var shield = parent.WithShield(_second, out var child);

        Assert.Equal((ContextStatus.Active, _second), (child.Status, child.Remaining));
    }

    [Fact]
    public void WithShield_ParentsDeadlineIsNearer_IsNotBoundByIt()
    {
        using var outer = Root.WithTimeout(_second, out var parent);
        using var shield = parent.WithShield(3 * _second, out var child);

        _clock.Advance(2 * _second);

        Assert.Equal((ContextStatus.DeadlineExceeded, ContextStatus.Active), (parent.Status, child.Status));
        Assert.Equal(_second, child.Remaining);
    }

    [Fact]
    public void WithShield_LimitPasses_EndsAsADeadline()
    {
        using var outer = Root.WithCancel(out var parent);
        using var shield = parent.WithShield(_second, out var child);

        _clock.Advance(_second);

        Assert.Equal((ContextStatus.DeadlineExceeded, false), (child.Status, parent.IsDone));
        Assert.IsType<TimeoutException>(child.Cause);
    }

    [Fact]
    public void WithShield_ParentHasValuesAndClock_KeepsBoth()
    {
        using var outer = Root.WithValue(_user, "ada").WithCancel(out var parent);

        using var shield = parent.WithShield(_second, out var child);

        Assert.True(child.TryGetValue(_user, out string? user));
        Assert.Equal("ada", user);
        Assert.Same(_clock, child.Clock);
    }

    [Fact]
    public void Dispose_Shield_CancelsTheChildAndDisarmsIt()
    {
        var shield = Root.WithShield(_second, out var child);

        shield.Dispose();
        _clock.Advance(_second);

        Assert.Equal(ContextStatus.Canceled, child.Status);
        Assert.Equal(0, ((ProviderScheduler)child.Signal!.Scheduler).ArmedCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-10_000)]
    [InlineData(long.MinValue)]
    public void WithShield_NoLimit_Throws(long ticks)
    {
        // -10 000 ticks are Timeout.InfiniteTimeSpan.
        var limit = TimeSpan.FromTicks(ticks);

        var thrown = Assert.Throws<ArgumentOutOfRangeException>("limit", () => Context.Background.WithShield(limit, out _));

        Assert.Equal(limit, thrown.ActualValue);
        Assert.StartsWith("Must be more than zero: a shield without a limit would never end.", thrown.Message);
    }
}
