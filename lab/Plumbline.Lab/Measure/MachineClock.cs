namespace Plumbline.Lab.Measure;

/// <summary>Moments that the processes of one machine can compare.</summary>
/// <remarks>
/// A moment is the monotonic timestamp (on Linux CLOCK_MONOTONIC) as time since its zero, which is the same for
/// every process of the machine. It is not a wall-clock time and means nothing on another machine.
/// </remarks>
internal static class MachineClock
{
    /// <summary>The present moment.</summary>
    /// <remarks>In whole numbers: the BCL's <c>GetElapsedTime</c> goes through a double, which a large timestamp does not fit.</remarks>
    public static TimeSpan Now(this TimeProvider clock) =>
        TimeSpan.FromTicks((long)((Int128)clock.GetTimestamp() * TimeSpan.TicksPerSecond / clock.TimestampFrequency));

    /// <summary>Completes at <paramref name="moment"/> or as soon after it as the timer allows, at once when it has passed.</summary>
    public static Task UntilAsync(this TimeProvider clock, TimeSpan moment, CancellationToken token)
    {
        var wait = moment - clock.Now();
        return wait <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, clock, token);
    }
}
