using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>One value of a candidate over time, and over seeds.</summary>
/// <param name="Xs">Seconds from the beginning of the fault, the middle of each bucket.</param>
/// <param name="Middle">The median over seeds; null where most seeds have no value.</param>
/// <param name="Low">The smallest over seeds.</param>
/// <param name="High">The largest over seeds.</param>
internal sealed record Series(
    IReadOnlyList<double> Xs, IReadOnlyList<double?> Middle, IReadOnlyList<double> Low, IReadOnlyList<double> High)
{
    /// <summary>More points than this would not be seen at the width of a phone.</summary>
    private const int MostPoints = 150;

    /// <summary>Reads it from the courses.</summary>
    /// <param name="cells">The seeds of one candidate.</param>
    /// <param name="of">The value of a bucket of seconds.</param>
    public static Series Of(IReadOnlyList<CellResult> cells, Func<IReadOnlyList<CourseSecond>, double?> of)
    {
        var times = cells[0].Times;
        var first = (int)Math.Round((times.Measured - times.FaultFrom).TotalSeconds);
        var last = (int)Math.Round((times.End - times.FaultFrom).TotalSeconds);
        var width = Math.Max(1, (int)Math.Ceiling((last - first) / (double)MostPoints));
        var (xs, middle, low, high) = (new List<double>(), new List<double?>(), new List<double>(), new List<double>());
        for (var from = first; from + width <= last; from += width)
        {
            // The fault begins a few milliseconds sooner or later in each cell: bucketed from its whole second.
            var values = cells.Select(cell => of(Bucket(cell, from, width))).ToArray();
            var known = values.OfType<double>().ToArray();
            xs.Add(from + (width / 2.0));
            middle.Add(2 * known.Length > values.Length ? Spread.Of(known.Cast<double?>()).Median : null);
            low.Add(known.DefaultIfEmpty().Min());
            high.Add(known.DefaultIfEmpty().Max());
        }

        return new Series(xs, middle, low, high);
    }

    private static CourseSecond[] Bucket(CellResult cell, int from, int width)
    {
        var begin = (int)Math.Round(cell.Times.FaultFrom.TotalSeconds) + from;
        return [.. cell.Course.Where(second => second.Second >= begin && second.Second < begin + width)];
    }
}
