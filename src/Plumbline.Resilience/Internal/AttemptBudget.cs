namespace Plumbline.Resilience.Internal;

/// <summary>Whether there is time for another attempt.</summary>
internal readonly struct AttemptBudget
{
    private static readonly TimeSpan _default = TimeSpan.FromMilliseconds(10);

    // What Task.Delay and every timer refuse is more than this: just short of 50 days.
    private static readonly TimeSpan _longestDelay = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly TimeSpan _minimumAttempt;

    internal AttemptBudget(TimeSpan? minimumAttempt)
    {
        if (minimumAttempt < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                nameof(minimumAttempt), minimumAttempt, "Must be zero or more: the time that an attempt needs to be worth starting.");
        }

        _minimumAttempt = minimumAttempt ?? _default;
    }

    internal bool Allows(Context ctx, TimeSpan delay) =>
        !ctx.IsDone && delay <= _longestDelay && (ctx.Remaining is not { } remaining || (delay <= remaining && remaining - delay >= _minimumAttempt));
}
