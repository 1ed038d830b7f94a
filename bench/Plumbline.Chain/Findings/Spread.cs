using System.Globalization;
using Plumbline.Bench;

namespace Plumbline.Chain.Findings;

/// <summary>How numbers that vary are shown.</summary>
internal static class Spread
{
    /// <summary>Median with lowest and highest; a dash for none.</summary>
    internal static string Range(IReadOnlyCollection<double> numbers)
    {
        if (numbers.Count == 0)
        {
            return "-";
        }

        var sorted = new Distribution(numbers);
        return string.Create(CultureInfo.InvariantCulture, $"{sorted.Median:0.0} ({sorted.Lowest:0.0}–{sorted.Highest:0.0})");
    }

    /// <summary>Cells for median, 99th percentile and the highest; dashes for none.</summary>
    internal static IReadOnlyList<string> Tail(IReadOnlyCollection<double> numbers)
    {
        if (numbers.Count == 0)
        {
            return ["-", "-", "-"];
        }

        var sorted = new Distribution(numbers);
        return [Text(sorted.Median), Text(sorted.At(0.99)), Text(sorted.Highest)];
    }

    private static string Text(double number) => number.ToString("0.00", CultureInfo.InvariantCulture);
}
