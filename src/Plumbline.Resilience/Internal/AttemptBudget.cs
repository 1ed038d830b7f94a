namespace Plumbline.Resilience.Internal;

/// <summary>Whether there is time for another attempt.</summary>
internal readonly struct AttemptBudget
{
    private static readonly TimeSpan _default = TimeSpan.FromMilliseconds(10);

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
        !ctx.IsDone && (ctx.Remaining is not { } remaining || (delay <= remaining && remaining - delay >= _minimumAttempt));
}
