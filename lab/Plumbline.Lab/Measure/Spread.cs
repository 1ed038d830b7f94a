namespace Plumbline.Lab.Measure;

/// <summary>A figure over seeds: the middle one and the range. Null is "none" or "never", and counts as worse than any number.</summary>
/// <param name="Median">The middle value, or the mean of the two in the middle.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
/// <param name="Count">How many there are.</param>
internal sealed record Spread(double? Median, double? Least, double? Most, int Count)
{
    /// <summary>Computes it of one value or more.</summary>
    public static Spread Of(IEnumerable<double?> values)
    {
        var sorted = values.OrderBy(static value => value ?? double.PositiveInfinity).ToArray();
        if (sorted.Length == 0)
        {
            throw new ArgumentException("Must not be empty: nothing has no middle.", nameof(values));
        }

        var (low, high) = (sorted[(sorted.Length - 1) / 2], sorted[sorted.Length / 2]);
        return new Spread((low + high) / 2, sorted[0], sorted[^1], sorted.Length);
    }

    /// <summary>All values of this lie below all of the other: no seed turns the order round.</summary>
    public bool IsBelow(Spread other) =>
        (Most ?? double.PositiveInfinity) < (other.Least ?? double.PositiveInfinity);
}
