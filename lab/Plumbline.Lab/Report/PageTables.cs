using System.Text;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>Every figure of every fault.</summary>
internal static class PageTables
{
    /// <summary>A section for each fault; the first one is open.</summary>
    public static string All(ReportData data)
    {
        var html = new StringBuilder();
        foreach (var (index, fault) in data.Cells.Select(static cell => cell.Key.Fault).Distinct().Index())
        {
            var summaries = data.Summaries.Where(summary => summary.Fault == fault).ToArray();
            html.Append($"<details id=\"fault-{Html.Escape(fault)}\"{(index == 0 ? " open" : string.Empty)}><summary>{Html.Escape(fault)} <small>{Html.Escape(data.Describe(fault))}</small></summary>");
            if (fault != data.MainFault)
            {
                html.Append(PageCharts.Multiples(
                    summaries, $"home-{Html.Escape(fault)}-", "People who want /home", static charts => charts.Goodput(Page.Home), Figures.Named("home-fault")));
            }

            html.Append(Remarks(summaries)).Append(Table(summaries)).Append("</details>");
        }

        return html.ToString();
    }

    /// <summary>The median, the range below it, and of how few answers it is.</summary>
    public static string Value(Figure figure, Summary summary)
    {
        var spread = figure.Over(summary.Cells);
        var range = figure.Range(spread) is { } known ? $"<small>{Html.Escape(known)}</small>" : string.Empty;
        var few = figure.Few(summary.Cells) is { } answers ? $"<small>{Html.Escape(answers)}</small>" : string.Empty;
        return Html.Escape(figure.Median(spread)) + range + few;
    }

    private static string Table(Summary[] summaries)
    {
        var html = new StringBuilder("<div class=\"scroll\"><table class=\"figures\"><thead><tr><th></th>");
        foreach (var summary in summaries)
        {
            html.Append($"<th>{PageCharts.Badge(summary.Candidate)}</th>");
        }

        html.Append("</tr></thead>");
        foreach (var group in Figures.All.GroupBy(static figure => figure.Group))
        {
            html.Append($"<tbody><tr class=\"group\"><th colspan=\"{summaries.Length + 1}\"><span>{Html.Escape(group.Key)}</span></th></tr>");
            foreach (var figure in group)
            {
                html.Append($"<tr><th>{Html.Escape(figure.Name)}</th>");
                foreach (var summary in summaries)
                {
                    html.Append($"<td>{Value(figure, summary)}</td>");
                }

                html.Append("</tr>");
            }

            html.Append("</tbody>");
        }

        return html.Append(Mixes(summaries)).Append("</table></div>").ToString();
    }

    /// <summary>How clicks of the fault ended, and why requests ended early at each tier: the sums over seeds.</summary>
    private static string Mixes(Summary[] summaries)
    {
        var html = new StringBuilder();
        foreach (var page in Enum.GetValues<Page>())
        {
            html.Append(Mix(
                summaries, $"Clicks on {page.Path()} in the fault, by their end", cell => cell.Of(page, Phase.Fault).Outcomes));
        }

        foreach (var hop in Enum.GetValues<Hop>())
        {
            html.Append(Mix(summaries, $"Requests that {hop.Name()} did not finish, by cause", cell => cell.Hops[hop].Outcomes));
        }

        return html.ToString();
    }

    private static string Mix(
        Summary[] summaries, string title, Func<CellResult, IReadOnlyDictionary<string, int>> of)
    {
        var causes = summaries
            .SelectMany(static summary => summary.Cells)
            .SelectMany(of)
            .GroupBy(static pair => pair.Key)
            .OrderByDescending(static cause => cause.Sum(static pair => pair.Value))
            .Select(static cause => cause.Key)
            .ToArray();
        if (causes.Length == 0)
        {
            return string.Empty;
        }

        var html = new StringBuilder($"<tbody><tr class=\"group\"><th colspan=\"{summaries.Length + 1}\"><span>{Html.Escape(title)}, all seeds</span></th></tr>");
        foreach (var cause in causes)
        {
            html.Append($"<tr><th>{Html.Escape(cause)}</th>");
            foreach (var summary in summaries)
            {
                var count = summary.Cells.Sum(cell => of(cell).GetValueOrDefault(cause));
                html.Append($"<td>{(count == 0 ? "·" : Texts.Count(count))}</td>");
            }

            html.Append("</tr>");
        }

        return html.Append("</tbody>").ToString();
    }

    private static string Remarks(Summary[] summaries)
    {
        var remarks = summaries
            .SelectMany(static summary => summary.Cells)
            .SelectMany(static cell => cell.Remarks.Select(remark => $"{cell.Key.Candidate}, seed {cell.Key.Seed}: {remark}"))
            .ToArray();
        return remarks.Length == 0
            ? string.Empty
            : Html.Element("ul", string.Concat(remarks.Select(static remark => Html.Element("li", Html.Escape(remark)))), "remarks");
    }
}
