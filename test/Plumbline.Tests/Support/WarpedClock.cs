using Microsoft.Extensions.Time.Testing;

namespace Plumbline.Tests.Support;

/// <summary>A clock that is advanced by hand and is odd where a real provider may be: its frequency, its start, its timers, its wall.</summary>
internal sealed class WarpedClock : TimeProvider
{
    private readonly FakeTimeProvider _time = new();
    private readonly DateTimeOffset _start;

    internal WarpedClock() => _start = _time.GetUtcNow();

    /// <summary>Timestamps per second.</summary>
    internal long Frequency { get; init; } = TimeSpan.TicksPerSecond;

    /// <summary>The timestamp at the start.</summary>
    internal long FirstTimestamp { get; init; }

    /// <summary>Whether timers drop what is below a millisecond, as a provider over system timers does.</summary>
    internal bool CutsTimers { get; init; }

    /// <summary>How far the wall clock has been set off; timestamps and timers do not know of it.</summary>
    internal TimeSpan WallStep { get; set; }

    public override long TimestampFrequency => Frequency;

    public override long GetTimestamp() =>
        FirstTimestamp + (long)((Int128)(_time.GetUtcNow() - _start).Ticks * Frequency / TimeSpan.TicksPerSecond);

    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow() + WallStep;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = _time.CreateTimer(callback, state, dueTime, period);
        return CutsTimers ? new CuttingTimer(timer) : timer;
    }

    /// <summary>What it takes to make the same clock again.</summary>
    public override string ToString() => FormattableString.Invariant($"{Frequency} Hz from {FirstTimestamp}{(CutsTimers ? ", cuts timers" : "")}");

    /// <summary>Lets time pass and runs the timers that have become due, on this thread.</summary>
    internal void Advance(TimeSpan time) => _time.Advance(time);

    /// <summary>Whether so much time has passed since <paramref name="timestamp"/>, exactly as the timestamps say.</summary>
    internal bool HasPassed(TimeSpan time, long timestamp) =>
        (Int128)(GetTimestamp() - timestamp) * TimeSpan.TicksPerSecond >= (Int128)time.Ticks * Frequency;

    private sealed class CuttingTimer(ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) =>
            timer.Change(new TimeSpan(dueTime.Ticks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond), period);

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
