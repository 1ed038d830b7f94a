using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Report;

/// <summary>The rest of the page: what is lost, how it was made, and what could mislead.</summary>
internal static partial class PageNotes
{
    /// <summary>The figures in which a rival is better.</summary>
    public static string Losses(ReportData data)
    {
        var losses = Loss.In(data.Summaries);
        var html = new StringBuilder("<section id=\"losses\"><h2>Where we lose</h2>")
            .Append(Html.Paragraph(
                "Every figure in which A, B, B+ or T is better than C or D with the same upstream: no seed turns the order round, and the medians are 5 % apart or more. "
                + "Rivals that are down are left out where ours is not, since who answers nobody is quick."
                + (data.Seeds.Count == 1 ? " There is one seed, so some of this is chance." : string.Empty),
                "lead"));
        if (losses.Count == 0)
        {
            html.Append(Html.Paragraph("None in this run."));
        }

        foreach (var fault in losses.GroupBy(static loss => loss.Fault))
        {
            var decisive = fault.ToLookup(static loss => Figures.Short.Contains(loss.Figure.Id));
            html.Append($"<h3>{Html.Escape(fault.Key)}</h3>")
                .Append(decisive[true].Any() ? LossTable(decisive[true]) : Html.Paragraph("None of the figures that decide."));
            if (decisive[false].Any())
            {
                html.Append($"<details><summary>Other figures <small>{decisive[false].DistinctBy(static loss => loss.Figure).Count()}</small></summary>{LossTable(decisive[false])}</details>");
            }
        }

        return html.Append("</section>").ToString();
    }

    /// <summary>Cells without figures.</summary>
    public static string Missing(ReportData data)
    {
        if (data.Missing.Count == 0)
        {
            return string.Empty;
        }

        var html = new StringBuilder("<section id=\"missing\"><h2>Not measured</h2><ul>");
        foreach (var reason in data.Missing.GroupBy(static cell => (cell.Key.Fault, cell.IsSkipped, cell.Reason)))
        {
            var cells = string.Join(", ", reason.Select(static cell => $"{cell.Key.Candidate} seed {cell.Key.Seed}"));
            html.Append($"<li><b>{Html.Escape(reason.Key.Fault)}</b> {(reason.Key.IsSkipped ? "skipped" : "failed")} ({Html.Escape(cells)}): {Html.Escape(reason.Key.Reason)}</li>");
        }

        return html.Append("</ul></section>").ToString();
    }

    /// <summary>Method, caveats, settings, machine, and how to run it again.</summary>
    public static string Method(ReportData data)
    {
        var main = data.Cells.First(cell => cell.Key.Fault == data.MainFault);
        return new StringBuilder("<section id=\"method\"><h2>How it was measured</h2>")
            .Append(string.Concat(Reading.Method(main.Plan).Select(static text => Html.Paragraph(text))))
            .Append("<dl>")
            .Append(string.Concat(Reading.Words(main).Select(static word => $"<dt>{Html.Escape(word.Word)}</dt><dd>{Html.Escape(word.Meaning)}</dd>")))
            .Append("</dl></section><section id=\"mislead\"><h2>What could mislead</h2><ul>")
            .Append(string.Concat(Reading.Caveats(data.Cells, data.Cores, data.Parallel).Select(static text => Html.Element("li", Html.Escape(text)))))
            .Append("</ul></section><section id=\"again\"><h2>Run it again</h2>")
            .Append($"<pre>{Html.Escape(data.Command)}</pre>")
            .Append(Html.Paragraph("The same seed brings the same people with the same patience. What differs from run to run is the machine."))
            .Append(Pairs(data.About))
            .Append($"<details><summary>Every setting <small>of the fault {Html.Escape(data.MainFault)}</small></summary>{Pairs(Settings(main.Plan))}</details></section>")
            .ToString();
    }

    /// <summary>Every number of a plan, by name.</summary>
    public static IReadOnlyDictionary<string, string> Settings(Plan plan) => typeof(Plan).GetProperties()
        .Where(static property => property.CanWrite)
        .ToDictionary(
            static property => Words().Replace(property.Name, static match => " " + match.Value.ToLowerInvariant()).Trim(),
            property => property.GetValue(plan) switch
            {
                TimeSpan span => span == Timeout.InfiniteTimeSpan ? "none" : Texts.Latency(span),
                IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
                { } other => other.ToString() ?? string.Empty,
                null => "none",
            });

    private static string LossTable(IEnumerable<Loss> losses)
    {
        var html = new StringBuilder("<div class=\"scroll\"><table class=\"losses\"><thead><tr><th>figure</th><th>ours</th><th>better</th></tr></thead><tbody>");
        foreach (var figure in losses.GroupBy(static loss => (loss.Figure, loss.Ours)))
        {
            var rivals = string.Join(" ", figure.Select(static loss =>
                $"<span class=\"pair\">{PageCharts.Badge(loss.Rival)} {Html.Escape(loss.Figure.Median(loss.RivalSpread))}</span>"));
            var first = figure.First();
            html.Append($"<tr><th>{Html.Escape(Named(first.Figure))}</th><td><span class=\"pair\">{PageCharts.Badge(first.Ours)} {Html.Escape(first.Figure.Median(first.OursSpread))}</span></td><td>{rivals}</td></tr>");
        }

        return html.Append("</tbody></table></div>").ToString();
    }

    private static string Named(Figure figure) =>
        figure.Group.StartsWith("People who want ", StringComparison.Ordinal)
            ? $"{figure.Group["People who want ".Length..]}: {figure.Name}"
            : $"{figure.Group}: {figure.Name}";

    private static string Pairs(IReadOnlyDictionary<string, string> pairs) =>
        $"<table class=\"pairs\"><tbody>{string.Concat(pairs.Select(static pair => $"<tr><th>{Html.Escape(pair.Key)}</th><td>{Html.Escape(pair.Value)}</td></tr>"))}</tbody></table>";

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Words();
}
