using System.Text;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>The figures for a document: tables in Markdown, between two markers.</summary>
internal static class MarkdownReport
{
    /// <summary>Where the figures begin.</summary>
    public const string Begin = "<!-- figures: made by `lab report --markdown`, not by hand -->";

    /// <summary>Where they end.</summary>
    public const string End = "<!-- /figures -->";

    /// <summary>The figures, from marker to marker.</summary>
    /// <param name="data">The figures.</param>
    /// <param name="picture">Where the picture is, as the document links it; null for none.</param>
    public static string Build(ReportData data, string? picture = null)
    {
        var text = new StringBuilder(Begin).Append("\n\n");
        text.Append($"{data.Cells.Count} runs, seeds {string.Join(", ", data.Seeds)}; {string.Join("; ", data.About.Select(static pair => $"{pair.Key}: {pair.Value}"))}.\n");
        text.Append($"Made by `{data.Command}`. Medians over seeds, in brackets the range.\n\n");
        text.Append(data.Mixed.Count == 0 ? string.Empty : $"The runs were made in several starts that differ: {string.Join("; ", data.Mixed)}.\n\n");
        text.Append($"### {data.MainFault}: {data.Describe(data.MainFault)}\n\n");
        text.Append(picture is null ? string.Empty : $"![Goodput of /home of each candidate]({picture})\n\n");
        foreach (var deaf in new[] { false, true })
        {
            var main = data.Summaries.Where(summary => summary.Fault == data.MainFault && summary.Candidate.EndsWith('-') == deaf).ToArray();
            if (main.Length > 0)
            {
                text.Append(deaf ? "With an upstream that does not stop when its caller has gone:\n\n" : string.Empty);
                Table(text, main);
            }
        }

        Faults(text, data);
        Losses(text, data);
        foreach (var missing in data.Missing.GroupBy(static cell => (cell.Key.Fault, cell.IsSkipped, cell.Reason)))
        {
            text.Append($"Not measured: {missing.Key.Fault} ({(missing.Key.IsSkipped ? "skipped" : "failed")} {missing.Count()} times): {Cell(missing.Key.Reason)}\n\n");
        }

        return text.Append(End).ToString();
    }

    /// <summary>A document with the figures in the place of those that it has; without markers at its end.</summary>
    public static string Insert(string document, string figures)
    {
        var begin = document.IndexOf(Begin, StringComparison.Ordinal);
        var end = document.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? document[..begin] + figures + document[(end + End.Length)..]
            : $"{document.TrimEnd('\n')}\n\n{figures}\n".TrimStart('\n');
    }

    private static void Table(StringBuilder text, Summary[] summaries)
    {
        Row(text, ["", .. summaries.Select(static summary => summary.Candidate)]);
        Row(text, ["---", .. summaries.Select(static _ => "---:")]);
        foreach (var figure in Figures.Short.Select(Figures.Named))
        {
            Row(text, [$"{Group(figure)}{figure.Name}", .. summaries.Select(summary => Value(figure, summary))]);
        }

        text.Append('\n');
    }

    private static void Faults(StringBuilder text, ReportData data)
    {
        var faults = data.Cells.Select(static cell => cell.Key.Fault).Distinct().ToArray();
        if (faults.Length == 1)
        {
            return;
        }

        var candidates = data.Summaries
            .Where(summary => summary.Fault != data.MainFault)
            .Select(static summary => summary.Candidate).Distinct().OrderBy(Candidates.Rank).ToArray();
        text.Append("### All faults\n\n`/home` in the fault, of fault-free; then how soon after it all was normal.\n\n");
        Row(text, ["", .. candidates]);
        Row(text, ["---", .. candidates.Select(static _ => "---:")]);
        foreach (var fault in faults)
        {
            Row(text, [fault, .. candidates.Select(candidate => data.Summaries
                .Where(summary => summary.Fault == fault && summary.Candidate == candidate)
                .Select(static summary => $"{Figures.Named("home-fault").Median(summary.Verdict.HomeInFault)}; {Recovery(summary.Verdict)}")
                .FirstOrDefault("–"))]);
        }

        text.Append('\n');
    }

    private static void Losses(StringBuilder text, ReportData data)
    {
        var losses = Loss.In(data.Summaries).Where(static loss => Figures.Short.Contains(loss.Figure.Id)).ToArray();
        if (losses.Length == 0)
        {
            return;
        }

        text.Append("### Where we lose\n\n");
        Row(text, ["fault", "figure", "ours", "better"]);
        Row(text, ["---", "---", "---", "---"]);
        foreach (var loss in losses.GroupBy(static loss => (loss.Fault, loss.Ours, loss.Figure)))
        {
            var first = loss.First();
            Row(text,
            [
                loss.Key.Fault,
                Group(first.Figure) + first.Figure.Name,
                $"{first.Ours} {first.Figure.Median(first.OursSpread)}",
                string.Join("; ", loss.Select(static rival => $"{rival.Rival} {rival.Figure.Median(rival.RivalSpread)}")),
            ]);
        }

        text.Append('\n');
    }

    private static string Recovery(Verdict verdict) => verdict.Recovery.Median is { } seconds
        ? Texts.Seconds(seconds)
        : $"not in {Texts.Number(verdict.Watched.TotalSeconds)} s";

    private static string Value(Figure figure, Summary summary)
    {
        var spread = figure.Over(summary.Cells);
        return figure.Id == "recovery" && spread.Median is null
            ? Recovery(summary.Verdict)
            : figure.Median(spread) + (figure.Range(spread) is { } range ? $" ({range})" : string.Empty) + (figure.Few(summary.Cells) is { } few ? $", {few}" : string.Empty);
    }

    /// <summary>Enough of the group for a row to be understood without it.</summary>
    private static string Group(Figure figure) => figure.Group switch
    {
        var people when people.StartsWith("People who want ", StringComparison.Ordinal) => $"`{people["People who want ".Length..]}`: ",
        var requests when requests.StartsWith("Requests in ", StringComparison.Ordinal) => $"{requests["Requests in ".Length..]}: ",
        "Work for nobody, in the upstream" => "for nobody: ",
        _ => string.Empty,
    };

    private static void Row(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").Append(string.Join(" | ", cells.Select(Cell))).Append(" |\n");

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ');
}
