using Polly;
using Polly.Retry;

namespace Plumbline.Resilience.Internal;

/// <summary>The delay before a further attempt, where nothing else says.</summary>
internal static class Backoff
{
    private const double JitterLeast = 0.75;
    private const double JitterRange = 0.5;

    internal static TimeSpan After<TResult>(RetryStrategyOptions<TResult> options, int attempt)
    {
        var factor = options.BackoffType switch
        {
            DelayBackoffType.Linear => attempt + 1.0,
            DelayBackoffType.Exponential => Math.Pow(2, attempt),
            _ => 1.0,
        };
        if (options.UseJitter)
            factor *= JitterLeast + (JitterRange * options.Randomizer());

        // Without this a delay of nothing, doubled often enough, is zero times infinity.
        if (options.Delay == TimeSpan.Zero)
            return TimeSpan.Zero;

        var longest = options.MaxDelay ?? TimeSpan.MaxValue;
        var ticks = options.Delay.Ticks * factor;
        return ticks < longest.Ticks ? TimeSpan.FromTicks((long)ticks) : longest;
    }
}
