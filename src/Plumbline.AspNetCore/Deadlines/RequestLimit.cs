namespace Plumbline.AspNetCore.Deadlines;

/// <summary>How long a request may take, whose limit that is, and the line that set it: a request that exceeds it names that line.</summary>
/// <param name="Duration">More than zero; infinite for no limit.</param>
/// <param name="Owner">Whose limit it is.</param>
/// <param name="Member">Who set it.</param>
/// <param name="File">Empty where <paramref name="Member"/> says all.</param>
/// <param name="Line">In <paramref name="File"/>.</param>
internal sealed record RequestLimit(TimeSpan Duration, DeadlineOwner Owner, string Member, string File = "", int Line = 0)
{
    internal static RequestLimit None { get; } = new(Timeout.InfiniteTimeSpan, DeadlineOwner.Server, "no deadline");

    internal bool IsInfinite => Duration == Timeout.InfiniteTimeSpan;

    /// <summary>The shorter of the two.</summary>
    internal RequestLimit Or(RequestLimit other) =>
        other.IsInfinite || (!IsInfinite && Duration <= other.Duration) ? this : other;

    internal static void ThrowIfOutOfRange(TimeSpan value, string paramName)
    {
        if (value <= TimeSpan.Zero && value != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                paramName, value, "Must be more than zero, or Timeout.InfiniteTimeSpan for no limit: every request would be over before it began.");
        }
    }

    internal static void ThrowIfNotFinite(TimeSpan value, string paramName)
    {
        if (value <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                paramName, value, "Must be more than zero; an endpoint without a deadline is said by WithoutDeadline() or [NoDeadline].");
        }
    }
}
