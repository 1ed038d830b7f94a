using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Deadlines;

/// <summary>Any TimeSpan and any DateTimeOffset is accepted.</summary>
public sealed class DeadlineRangeTests
{
    private readonly FakeTimeProvider _clock = new();

    public static TheoryData<TimeSpan> Far =>
        [TimeSpan.MaxValue, TimeSpan.MaxValue - new TimeSpan(1), TimeSpan.FromDays(50), TimeSpan.FromDays(365), TimeSpan.FromDays(366 * 300), TimeSpan.FromMilliseconds(uint.MaxValue)];

    [Theory, MemberData(nameof(Far))]
    public void WithTimeout_FarAway_IsLiveWithThatMuchLeft(TimeSpan timeout)
    {
        using CancelScope scope = Context.Root(_clock).WithTimeout(timeout, out Context ctx);

        _clock.Advance(TimeSpan.FromDays(49));

        Assert.False(ctx.IsDone);
        Assert.InRange(ctx.Remaining!.Value, TimeSpan.FromMinutes(1), timeout);
        Assert.NotNull(ctx.Deadline);
    }

    [Theory, MemberData(nameof(Far))]
    public void WithTimeout_FarAwayOnTheSystemClock_IsLive(TimeSpan timeout)
    {
        using CancelScope scope = Context.Background.WithTimeout(timeout, out Context ctx);

        Assert.False(ctx.IsDone);
        Assert.InRange(ctx.Remaining!.Value, TimeSpan.FromMinutes(1), timeout);
        Assert.NotNull(ctx.Deadline);
    }

    [Fact]
    public void WithTimeout_HundredDays_EndsThenAndNotBefore()
    {
        using CancelScope scope = Context.Root(_clock).WithTimeout(TimeSpan.FromDays(100), out Context ctx);

        // Providers' timers end at 49 days: it takes several of them.
        _clock.Advance(TimeSpan.FromDays(39));
        Assert.False(ctx.IsDone);
        _clock.Advance(TimeSpan.FromDays(2));
        Assert.False(ctx.IsDone);
        _clock.Advance(TimeSpan.FromDays(59) - new TimeSpan(1));
        Assert.False(ctx.IsDone);
        _clock.Advance(new TimeSpan(1));
        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
    }

    [Fact]
    public void WithTimeout_HundredDaysInOneStep_Ends()
    {
        using CancelScope scope = Context.Root(_clock).WithTimeout(TimeSpan.FromDays(100), out Context ctx);

        _clock.Advance(TimeSpan.FromDays(1000));

        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
    }

    [Fact]
    public void WithTimeout_ShortAfterFar_EndsFirst()
    {
        using CancelScope far = Context.Root(_clock).WithTimeout(TimeSpan.FromDays(100), out Context late);
        using CancelScope near = Context.Root(_clock).WithTimeout(TimeSpan.FromSeconds(1), out Context soon);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(soon.IsDone);
        Assert.False(late.IsDone);

        _clock.Advance(TimeSpan.FromDays(100));
        Assert.True(late.IsDone);
    }

    [Fact]
    public void WithDeadline_EndOfTime_IsLive()
    {
        using CancelScope scope = Context.Root(_clock).WithDeadline(DateTimeOffset.MaxValue, out Context ctx);

        _clock.Advance(TimeSpan.FromDays(1000));

        Assert.False(ctx.IsDone);
        Assert.Equal(DateTimeOffset.MaxValue, ctx.Deadline);
    }

    [Fact]
    public void WithDeadline_EndOfTimeOnTheSystemClock_IsLive()
    {
        using CancelScope scope = Context.Background.WithDeadline(DateTimeOffset.MaxValue, out Context ctx);

        Assert.False(ctx.IsDone);
        Assert.Equal(DateTimeOffset.MaxValue, ctx.Deadline);
    }

    [Fact]
    public void WithDeadline_BeginningOfTime_IsDone()
    {
        using CancelScope scope = Context.Root(_clock).WithDeadline(DateTimeOffset.MinValue, out Context ctx);

        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
        Assert.Equal(DateTimeOffset.MinValue, ctx.Deadline);
    }

    [Fact]
    public void WithDeadline_BeginningOfTimeOnTheSystemClock_IsDone()
    {
        using CancelScope scope = Context.Background.WithDeadline(DateTimeOffset.MinValue, out Context ctx);

        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
    }

    [Fact]
    public void Deadline_OfAnEndlessTimeout_IsTheEndOfTime()
    {
        using CancelScope scope = Context.Root(_clock).WithTimeout(TimeSpan.MaxValue, out Context ctx);

        Assert.Equal(DateTimeOffset.MaxValue, ctx.Deadline);
    }

    [Fact]
    public void WithDeadline_OneMillisecondPast_IsDoneAndNotInfinite()
    {
        // The difference is the TimeSpan that elsewhere means "no timeout".
        DateTimeOffset deadline = _clock.GetUtcNow() + Timeout.InfiniteTimeSpan;

        using CancelScope scope = Context.Root(_clock).WithDeadline(deadline, out Context ctx);

        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
        Assert.Equal(deadline, ctx.Deadline);
    }

    [Fact]
    public void WithTimeout_LongestOnAClockThatStartsBelowZero_IsLive()
    {
        var clock = new WarpedClock { FirstTimestamp = long.MinValue };
        using CancelScope longest = Context.Root(clock).WithTimeout(TimeSpan.MaxValue, out Context late);
        using CancelScope near = Context.Root(clock).WithTimeout(TimeSpan.FromSeconds(1), out Context soon);

        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(soon.IsDone);
        Assert.False(late.IsDone);
    }
}
