using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>One row of every table.</summary>
/// <param name="Id">What it is called in results.json.</param>
/// <param name="Group">What it is listed under.</param>
/// <param name="Name">What it is called in tables.</param>
/// <param name="Format">Writes a value.</param>
/// <param name="Of">Reads it; null for none or never.</param>
internal sealed record Figure(string Id, string Group, string Name, Func<double, string> Format, Func<CellResult, double?> Of)
{
    /// <summary>What stands there for null.</summary>
    public string None { get; init; } = "–";

    /// <summary>Which way it is better.</summary>
    public Preference Better { get; init; } = Preference.Less;

    /// <summary>Null means that there was nothing to measure, which is neither good nor bad; otherwise it is worse than any value.</summary>
    public bool NoneIsNothing { get; init; }

    /// <summary>How many answers it is a percentile of; null for what is none.</summary>
    public Func<CellResult, int>? Answers { get; init; }

    /// <summary>Of fewer answers it is no percentile, but simply the slowest of them.</summary>
    public int Enough { get; init; }

    /// <summary>The figure over the cells of one candidate.</summary>
    public Spread Over(IEnumerable<CellResult> cells)
    {
        var values = cells.Select(Of).Where(value => !NoneIsNothing || value is not null).ToArray();
        return values.Length == 0 ? new Spread(null, null, null, 1) : Spread.Of(values);
    }

    /// <summary>"of 4 answers" where that is too few, the fewest of all cells; null where it is enough, or nobody was answered.</summary>
    public string? Few(IEnumerable<CellResult> cells)
    {
        var least = Answers is null ? 0 : cells.Select(Answers).Where(static count => count > 0).DefaultIfEmpty().Min();
        return least == 0 || least >= Enough ? null : least == 1 ? "of 1 answer" : $"of {Texts.Number(least)} answers";
    }

    /// <summary>The median.</summary>
    public string Median(Spread spread) => Text(spread.Median);

    /// <summary>"least to most", or null where there is one seed or no difference to be seen.</summary>
    public string? Range(Spread spread)
    {
        var (least, most) = (Text(spread.Least), Text(spread.Most));
        if (spread.Count == 1 || least == most)
        {
            return null;
        }

        // "31.2 to 35.1 %", not "31.2 % to 35.1 %".
        var unit = most.LastIndexOf(' ');
        return unit > 0 && least.EndsWith(most[unit..], StringComparison.Ordinal)
            ? $"{least[..^(most.Length - unit)]} to {most}"
            : $"{least} to {most}";
    }

    /// <summary>A value.</summary>
    public string Text(double? value) => value is { } known ? Format(known) : None;
}
