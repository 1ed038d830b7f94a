namespace Plumbline.Lab.Report;

/// <summary>A chart of block characters: a column a value.</summary>
internal static class BarChart
{
    private const string Eighths = " ▁▂▃▄▅▆▇█";

    /// <summary>The lines of the chart, the top one first.</summary>
    /// <param name="values">Zero or more each; values above <paramref name="max"/> fill the column.</param>
    /// <param name="max">The value of a full column; more than zero.</param>
    /// <param name="height">Lines; at least 1.</param>
    /// <remarks>A value that is not zero is always seen, however small.</remarks>
    public static IReadOnlyList<string> Lines(IReadOnlyList<double> values, double max, int height)
    {
        var lines = new string[height];
        for (var line = 0; line < height; line++)
        {
            var below = (height - 1 - line) * 8;
            lines[line] = string.Concat(values.Select(value => Eighths[Math.Clamp(Level(value, max, height) - below, 0, 8)]));
        }

        return lines;
    }

    private static int Level(double value, double max, int height) =>
        value <= 0 ? 0 : Math.Max(1, (int)Math.Round(value / max * height * 8));
}
