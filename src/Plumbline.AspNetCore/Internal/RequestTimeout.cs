namespace Plumbline.AspNetCore.Internal;

/// <summary>An endpoint's limit, and the line that set it: a request that exceeds it names that line.</summary>
internal sealed record RequestTimeout(TimeSpan Limit, string Member, string File, int Line)
{
    internal static void ThrowIfOutOfRange(TimeSpan limit, string paramName)
    {
        if (limit <= TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                paramName, limit, "Must be more than zero, or Timeout.InfiniteTimeSpan for no limit: every request would be over before it began.");
        }
    }
}
