using System.Globalization;
using System.Text;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>The first thing on the page: what became of each candidate.</summary>
internal static class PageVerdict
{
    /// <summary>The table for one fault.</summary>
    public static string Table(IReadOnlyList<Summary> summaries)
    {
        var html = new StringBuilder("<table class=\"verdict\"><thead><tr><th>written with</th><th>/home in the fault, of fault-free</th>")
            .Append("<th>p99 of its answers</th><th>normal again after</th><th>upstream's work for nobody</th></tr></thead><tbody>");
        foreach (var summary in summaries)
        {
            var verdict = summary.Verdict;
            html.Append($"<tr style=\"--k:var(--{Palette.KeyOf(summary.Candidate)})\"><th>{PageCharts.Badge(summary.Candidate)} {Html.Escape(Candidates.Short(summary.Candidate))}")
                .Append(summary.Disturbed > 0 ? $" <small class=\"warn\">{Disturbed(summary)}</small>" : string.Empty)
                .Append($"</th><td data-label=\"/home in the fault\">{Bar(verdict)}</td>")
                .Append(Cell("p99 of its answers", "home-p99-fault", summary))
                .Append(Recovery(summary))
                .Append(Cell("work for nobody", "busy-nobody-share", summary))
                .Append("</tr>");
        }

        return html.Append("</tbody></table>").ToString();
    }

    /// <summary>One word: what the shares of all seeds have in common.</summary>
    public static string Word(Verdict verdict) =>
        verdict.StaysUp ? "stays up" : verdict.IsDown ? "goes down" : "suffers";

    private static string Disturbed(Summary summary) =>
        summary.Cells.Count == 1 ? "disturbed" : $"{summary.Disturbed} of {summary.Cells.Count} disturbed";

    /// <summary>All faults at a glance: a row each, a column a candidate.</summary>
    public static string Faults(ReportData data)
    {
        var summaries = data.Summaries;
        var candidates = summaries.Select(static summary => summary.Candidate).Distinct().OrderBy(Candidates.Rank).ToArray();
        var html = new StringBuilder("<div class=\"scroll\"><table class=\"grid\"><thead><tr><th>fault</th>");
        foreach (var candidate in candidates)
        {
            html.Append($"<th>{PageCharts.Badge(candidate)}</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var fault in data.Cells.Select(static cell => cell.Key.Fault).Distinct())
        {
            html.Append($"<tr><th><a href=\"#fault-{Html.Escape(fault)}\">{Html.Escape(fault)}</a></th>");
            foreach (var candidate in candidates)
            {
                html.Append(summaries.FirstOrDefault(summary => summary.Fault == fault && summary.Candidate == candidate) is { } found
                    ? Glance(found)
                    : "<td></td>");
            }

            html.Append("</tr>");
        }

        return html.Append("</tbody></table></div>").ToString();
    }

    private static string Glance(Summary summary)
    {
        var home = Figures.Named("home-fault");
        var style = summary.Verdict.StaysUp ? "up" : summary.Verdict.IsDown ? "down" : "between";
        return $"<td class=\"{style}\"><b>{Html.Escape(home.Median(summary.Verdict.HomeInFault))}</b><small>{Html.Escape(RecoveryText(summary))}</small></td>";
    }

    private static string RecoveryText(Summary summary)
    {
        var figure = Figures.Named("recovery");
        var verdict = summary.Verdict;
        return verdict.Recovery.Median is { } median ? figure.Text(median) : $"not in {Texts.Number(verdict.Watched.TotalSeconds)} s";
    }

    private static string Recovery(Summary summary)
    {
        var range = Figures.Named("recovery").Range(summary.Verdict.Recovery) is { } known
            ? $"<small>{Html.Escape(known)}</small>"
            : string.Empty;
        return $"<td data-label=\"normal again after\">{Html.Escape(RecoveryText(summary))}{range}</td>";
    }

    private static string Cell(string label, string figure, Summary summary) =>
        $"<td data-label=\"{Html.Escape(label)}\">{PageTables.Value(Figures.Named(figure), summary)}</td>";

    private static string Bar(Verdict verdict)
    {
        var figure = Figures.Named("home-fault");
        var width = Math.Clamp(100 * (verdict.HomeInFault.Median ?? 0), 0, 100);
        var range = figure.Range(verdict.HomeInFault) is { } known ? $" <small>{Html.Escape(known)}</small>" : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<span class=\"bar\"><i style=\"width:{width:0.#}%\"></i></span><b>{Html.Escape(figure.Median(verdict.HomeInFault))}</b> {Word(verdict)}{range}");
    }
}
