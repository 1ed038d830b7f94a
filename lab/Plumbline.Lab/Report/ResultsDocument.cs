namespace Plumbline.Lab.Report;

/// <summary>All figures over seeds as one JSON document: results.json.</summary>
internal sealed record ResultsDocument
{
    /// <summary>What the numbers are in.</summary>
    public string Units { get; init; } = "Durations are seconds, shares 0 to 1, memory bytes. Null is none or never.";

    /// <summary>Machine, versions and commit.</summary>
    public required IReadOnlyDictionary<string, string> About { get; init; }

    /// <summary>How to run it again.</summary>
    public required string Command { get; init; }

    /// <summary>The seeds.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>What each figure is, by id.</summary>
    public required IReadOnlyDictionary<string, string> Figures { get; init; }

    /// <summary>One for each fault and candidate.</summary>
    public required IReadOnlyList<ResultsRow> Rows { get; init; }

    /// <summary>Cells without figures.</summary>
    public required IReadOnlyList<NotMeasured> Missing { get; init; }

    /// <summary>Builds it.</summary>
    public static ResultsDocument From(ReportData data) => new()
    {
        About = data.About,
        Command = data.Command,
        Seeds = data.Seeds,
        Figures = Report.Figures.All.ToDictionary(static figure => figure.Id, static figure => $"{figure.Group}: {figure.Name}"),
        Rows = [.. data.Summaries.Select(static summary => ResultsRow.From(summary))],
        Missing = data.Missing,
    };
}
