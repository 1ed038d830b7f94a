using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Deadlines;

/// <summary>Deadlines on clocks of every kind: never early, and on time as that clock counts it.</summary>
public sealed class DeadlineClockTests
{
    private static readonly Gen<long> _frequencies = Gen.OneOf(
        Gen.OneOf(1L, 3L, 60L, 1_000L, 999_983L, 3_579_545L, 9_999_999L, 10_000_000L, 10_000_001L, 1_000_000_000L, 2_500_000_007L),
        Gen.Long[1, 100_000_000_000]);

    private static readonly Gen<long> _starts = Gen.OneOf(0L, 1L, -1L, -2L, int.MinValue, long.MinValue, long.MaxValue / 1000);

    // From a tick to a month, short ones more often.
    private static readonly Gen<TimeSpan> _times = Gen.OneOf(
        Gen.Long[1, 20], Gen.Long[1, 20 * TimeSpan.TicksPerMillisecond], Gen.Long[1, TimeSpan.TicksPerHour], Gen.Long[1, 30 * TimeSpan.TicksPerDay])
        .Select(ticks => new TimeSpan(ticks));

    private static readonly Gen<WarpedClock> _clocks = Gen.Select(_frequencies, _starts, Gen.Bool)
        .Select((frequency, start, cuts) => new WarpedClock { Frequency = frequency, FirstTimestamp = start, CutsTimers = cuts });

    [Fact, Trait("Behaviour", "B46")]
    public void Remaining_OnAnyClock_IsZeroExactlyFromTheDeadlineOn() =>
        Gen.Select(_clocks, _times, _times.Array[1, 20]).Sample(
            (clock, timeout, steps) =>
            {
                long start = clock.GetTimestamp();
                using CancelScope scope = Context.Root(clock).WithTimeout(timeout, out Context ctx);
                foreach (TimeSpan step in steps)
                {
                    clock.Advance(step);
                    bool hasPassed = clock.HasPassed(timeout, start);
                    Assert.False(ctx.IsDone && !hasPassed, "Done before its deadline.");
                    Assert.Equal(hasPassed, ctx.Remaining == TimeSpan.Zero);
                    Assert.Equal(hasPassed, ctx.IsDone);
                    Assert.Equal(hasPassed ? ContextStatus.DeadlineExceeded : ContextStatus.Active, ctx.Status);
                }
            },
            iter: 2_000);

    [Fact, Trait("Behaviour", "B46")]
    public void IsDone_OnAnyClock_ComesByItselfAndNeverEarly() =>
        Gen.Select(_clocks, _times.Array[1, 20], _times.Array[1, 20]).Sample(
            (clock, timeouts, steps) =>
            {
                Context[] contexts = new Context[timeouts.Length];
                long start = clock.GetTimestamp();
                for (int i = 0; i < timeouts.Length; i++)
                {
                    _ = Context.Root(clock).WithTimeout(timeouts[i], out contexts[i]);
                }

                foreach (TimeSpan step in steps)
                {
                    clock.Advance(step);
                    Assert.All(contexts, (ctx, i) => Assert.False(ctx.IsDone && !clock.HasPassed(timeouts[i], start), "Done before its deadline."));
                }

                // A timer may come one unit of the clock late, and one that drops fractions of a millisecond that much more.
                TimeSpan longest = timeouts.Max();
                clock.Advance(longest);
                clock.Advance(TimeSpan.FromTicks((TimeSpan.TicksPerSecond / clock.Frequency) + 1));
                clock.Advance(TimeSpan.FromMilliseconds(1));
                Assert.All(contexts, ctx => Assert.True(ctx.IsDone));
            },
            iter: 1_000);

    [Fact, Trait("Behaviour", "B44")]
    public void ArmedCount_SomeCanceledSomeExpired_IsZeroInTheEnd() =>
        Gen.Select(_times.Array[1, 50], Gen.Int[0, int.MaxValue]).Sample(
            (timeouts, seed) =>
            {
                var clock = new FakeTimeProvider();
                var scheduler = (ProviderScheduler)Scheduler.For(clock);
                CancelScope[] scopes = [.. timeouts.Select(timeout => Context.Root(clock).WithTimeout(timeout, out _))];
                Assert.Equal(scopes.Length, scheduler.ArmedCount);

                scopes[seed % scopes.Length].Cancel();
                Assert.Equal(scopes.Length - 1, scheduler.ArmedCount);

                clock.Advance(timeouts.Max());
                Assert.Equal(0, scheduler.ArmedCount);
            },
            iter: 500);

    [Theory, InlineData(1), InlineData(-1)]
    public void WallClock_StepsByAnHour_MovesNoDeadline(int hours)
    {
        var clock = new WarpedClock();
        using CancelScope timing = Context.Root(clock).WithTimeout(TimeSpan.FromMinutes(10), out Context timed);
        using CancelScope dating = Context.Root(clock).WithDeadline(clock.GetUtcNow() + TimeSpan.FromMinutes(10), out Context dated);
        DateTimeOffset? deadline = dated.Deadline;

        clock.WallStep = TimeSpan.FromHours(hours);
        clock.Advance(TimeSpan.FromMinutes(10) - new TimeSpan(1));

        Assert.False(timed.IsDone);
        Assert.False(dated.IsDone);
        Assert.Equal(new TimeSpan(1), timed.Remaining);
        Assert.Equal(new TimeSpan(1), dated.Remaining);
        clock.Advance(new TimeSpan(1));
        Assert.Equal(ContextStatus.DeadlineExceeded, timed.Status);
        Assert.Equal(ContextStatus.DeadlineExceeded, dated.Status);
        Assert.Equal(deadline, dated.Deadline);
    }

    [Fact]
    public void WithDeadline_AfterAWallStep_IsMeasuredFromTheNewWall()
    {
        var clock = new WarpedClock { WallStep = TimeSpan.FromHours(1) };

        using CancelScope scope = Context.Root(clock).WithDeadline(clock.GetUtcNow() + TimeSpan.FromMinutes(10), out Context ctx);

        Assert.Equal(TimeSpan.FromMinutes(10), ctx.Remaining);
    }

    [Fact]
    public void Remaining_NoticesTheDeadline_BeforeTheTimer()
    {
        // The timer comes up to a millisecond late on this clock; who asks how much is left is told at once.
        var clock = new WarpedClock { CutsTimers = true };
        using CancelScope scope = Context.Root(clock).WithTimeout(TimeSpan.FromMilliseconds(1.5), out Context ctx);
        using CancelScope inner = ctx.WithCancel(out Context child);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        clock.Advance(TimeSpan.FromMilliseconds(0.6));
        Assert.False(child.IsDone);

        Assert.Equal(TimeSpan.Zero, child.Remaining);

        Assert.True(child.IsDone);
        Assert.True(ctx.IsDone);
        Assert.Equal(ContextStatus.DeadlineExceeded, child.Status);
    }

    [Fact, Trait("Behaviour", "B05")]
    public void Remaining_OfACanceledContext_IsZero()
    {
        var clock = new FakeTimeProvider();
        using CancelScope scope = Context.Root(clock).WithTimeout(TimeSpan.FromSeconds(1), out Context ctx);

        scope.Cancel();

        Assert.Equal(TimeSpan.Zero, ctx.Remaining);
        Assert.Equal(ContextStatus.Canceled, ctx.Status);
    }

    [Fact]
    public async Task Done_OfManyDeadlinesOnTheSystemClock_IsNeverEarly()
    {
        static async Task<long> LatenessAsync(int milliseconds)
        {
            long start = TimeProvider.System.GetTimestamp();
            using CancelScope scope = Context.Background.WithTimeout(TimeSpan.FromMilliseconds(milliseconds), out Context ctx);
            await ctx.Done;
            return TimeProvider.System.GetTimestamp() - start - (milliseconds * TimeProvider.System.TimestampFrequency / 1000);
        }

        long[] lateness = await Bounded.WaitAsync(Task.WhenAll(Enumerable.Range(0, 200).Select(i => LatenessAsync(1 + (i % 40)))), "200 deadlines");

        Assert.All(lateness, units => Assert.True(units >= 0, $"{-units} units early."));
    }
}
