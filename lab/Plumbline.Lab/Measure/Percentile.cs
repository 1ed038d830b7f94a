namespace Plumbline.Lab.Measure;

/// <summary>Percentiles by nearest rank: always a value that was measured.</summary>
internal static class Percentile
{
    /// <summary>The smallest value that at least <paramref name="share"/> of the values do not exceed; null of no values.</summary>
    /// <param name="values">In any order.</param>
    /// <param name="share">More than 0, at most 1.</param>
    public static TimeSpan? Of(IEnumerable<TimeSpan> values, double share) => OfSorted([.. values.Order()], share);

    /// <summary>The same of values that are sorted already.</summary>
    public static TimeSpan? OfSorted(IReadOnlyList<TimeSpan> sorted, double share)
    {
        if (share is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "Must be more than 0 and at most 1.");
        }

        return sorted.Count == 0 ? null : sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
    }
}
