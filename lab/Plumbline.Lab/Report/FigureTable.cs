using Spectre.Console;

namespace Plumbline.Lab.Report;

/// <summary>The last word in the terminal: a row a candidate, the figures that decide, narrow enough for 100 columns.</summary>
internal static class FigureTable
{
    private static readonly (string Head, string Figure)[] _columns =
    [
        ("/home in\nthe fault", "home-fault"),
        ("its p99", "home-p99-fault"),
        ("/report\nafter it", "report-after"),
        ("normal\nagain after", "recovery"),
        ("started\nfor nobody", "starts-long-after"),
        ("worked\nfor nobody", "busy-nobody-share"),
        ("most in\nthe edge", "edge-peak"),
    ];

    /// <summary>Builds it for one fault; medians over seeds.</summary>
    public static Table Build(IReadOnlyList<Summary> summaries)
    {
        var table = new Table().SimpleBorder().AddColumn(new TableColumn(string.Empty).NoWrap());
        foreach (var (head, _) in _columns)
        {
            table.AddColumn(new TableColumn(head).RightAligned());
        }

        foreach (var summary in summaries)
        {
            var name = $"{summary.Candidate} {Candidates.Short(summary.Candidate.TrimEnd('-'))}{(summary.Disturbed > 0 ? " (!)" : string.Empty)}";
            table.AddRow([Markup.Escape(name), .. _columns.Select(column => Value(Figures.Named(column.Figure), summary))]);
        }

        return table;
    }

    /// <summary>What stands below it.</summary>
    public static IReadOnlyList<string> Notes(ReportData data)
    {
        var notes = new List<string>
        {
            "/home: answers in time, of those the same people would have got without the fault; \"normal again\": 10 s with 95 % of all clicks answered and /home as "
            + "quick as before. A minus: the upstream does not stop when its caller has gone. \"Started for nobody\": items the upstream took up more than 5 ms after the person had left. \"Worked for nobody\": its worker time after that.",
        };
        var disturbed = data.Cells.Where(static cell => cell.IsDisturbed).ToArray();
        if (disturbed.Length > 0)
        {
            notes.Add($"(!) The machine was too busy in {string.Join(", ", disturbed.Select(static cell => cell.Key))}: these figures show a lack of processor time as well.");
        }

        if (data.Mixed.Count > 0)
        {
            notes.Add($"The runs were made in several starts that differ: {string.Join("; ", data.Mixed)}.");
        }

        var losses = Loss.In(data.Summaries).Select(static loss => loss.Figure).Where(static figure => Figures.Short.Contains(figure.Id)).Distinct().ToArray();
        if (losses.Length > 0)
        {
            notes.Add($"A rival is better than Plumbline in: {string.Join("; ", losses.Select(static figure => $"{figure.Group}, {figure.Name}"))}. The report says by how much, under \"Where we lose\".");
        }

        return notes;
    }

    private static string Value(Figure figure, Summary summary)
    {
        var spread = figure.Over(summary.Cells);
        return Markup.Escape(spread.Median is null && figure.Id == "recovery"
            ? $"> {Texts.Number(summary.Verdict.Watched.TotalSeconds)} s"
            : figure.Median(spread) + (figure.Few(summary.Cells) is { } few ? $" ({few})" : string.Empty));
    }
}
