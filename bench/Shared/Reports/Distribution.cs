namespace Plumbline.Bench;

/// <summary>Sorted numbers, and what is read off them.</summary>
internal sealed class Distribution
{
    private readonly double[] _sorted;

    internal Distribution(IEnumerable<double> numbers)
    {
        _sorted = [.. numbers.Order()];
        if (_sorted.Length == 0)
        {
            throw new ArgumentException("Must hold at least one number.", nameof(numbers));
        }
    }

    internal int Count => _sorted.Length;

    internal double Lowest => _sorted[0];

    internal double Median => At(0.5);

    internal double Highest => _sorted[^1];

    /// <summary>The number that this share of all numbers does not exceed (nearest rank).</summary>
    internal double At(double share) => _sorted[Math.Clamp((int)Math.Ceiling(share * _sorted.Length) - 1, 0, _sorted.Length - 1)];
}
