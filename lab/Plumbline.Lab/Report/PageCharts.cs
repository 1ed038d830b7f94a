using System.Text;
using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Report;

/// <summary>The page's charts: for each question a small one a candidate, side by side.</summary>
internal static class PageCharts
{
    /// <summary>All questions about one fault.</summary>
    public static string All(IReadOnlyList<Summary> summaries) => new StringBuilder()
        .Append(Section(
            summaries,
            "home",
            "People who want /home",
            "/home takes 10 ms and needs no other service. A line at 100 % means that everyone who came was answered in time; above it people are "
            + "answered who had been waiting since before. The number is the share over the whole fault.",
            static charts => charts.Goodput(Page.Home),
            "home-fault"))
        .Append(Section(
            summaries,
            "report",
            "People who want /report",
            "/report needs the upstream, so nobody can answer it while every answer takes longer than people wait. What counts is how soon it comes back: "
            + "the number is the share over the time after the fault.",
            static charts => charts.Goodput(Page.Report),
            "report-after"))
        .Append(Section(
            summaries,
            "nobody",
            "Work for nobody",
            "Workers of the upstream that are busy (grey), and those of them that work for someone who has left (colour). The number is their "
            + "share of all worker time.",
            static charts => charts.Nobody(),
            "busy-nobody-share"))
        .Append(Section(
            summaries,
            "flight",
            "Requests in flight",
            "In the edge (thick) and in the upstream (thin). The axis is logarithmic: each line up is ten times as many. The number is the edge's peak.",
            static charts => charts.InFlight(),
            "edge-peak"))
        .Append(Section(
            summaries,
            "latency",
            "What an answer of /home takes",
            "Half of the answers of each second (thick) and the slowest (thin), on a logarithmic axis, from the intended click. A gap: nobody was answered. "
            + "The number is the p99 in the fault: of a service that answers few, those few.",
            static charts => charts.Latency(),
            "home-p99-fault"))
        .ToString();

    /// <summary>One question.</summary>
    /// <param name="summaries">The candidates, all under one fault.</param>
    /// <param name="id">Unique on the page.</param>
    /// <param name="title">The heading.</param>
    /// <param name="text">How to read it.</param>
    /// <param name="chart">Draws it.</param>
    /// <param name="figure">The number that stands beside each chart.</param>
    public static string Section(
        IReadOnlyList<Summary> summaries, string id, string title, string text, Func<CandidateCharts, Chart> chart, string figure)
    {
        var html = new StringBuilder($"<section id=\"{id}\">{Html.Element("h2", Html.Escape(title))}{Html.Paragraph(text, "lead")}");
        return html.Append(Multiples(summaries, id, title, chart, Figures.Named(figure))).Append("</section>").ToString();
    }

    /// <summary>The charts alone.</summary>
    public static string Multiples(
        IReadOnlyList<Summary> summaries, string id, string title, Func<CandidateCharts, Chart> chart, Figure figure)
    {
        var html = new StringBuilder("<div class=\"multiples\">");
        foreach (var (index, summary) in summaries.Index())
        {
            var spread = figure.Over(summary.Cells);
            var range = figure.Range(spread) is { } known ? $" <small>{Html.Escape(known)}</small>" : string.Empty;
            var few = figure.Few(summary.Cells) is { } answers ? $" <small>{Html.Escape(answers)}</small>" : string.Empty;
            var svg = chart(new CandidateCharts(summary, summaries)).ToSvg(
                $"{id}{index}", $"{title}, {summary.Candidate} over time; {figure.Name}: {figure.Median(spread)}");
            html.Append($"<figure><figcaption>{Badge(summary.Candidate)} <span class=\"what\">{Html.Escape(Candidates.Short(summary.Candidate))}</span> ")
                .Append($"<b>{Html.Escape(figure.Median(spread))}</b>{range}{few}</figcaption>{svg}</figure>");
        }

        return html.Append("</div>").ToString();
    }

    /// <summary>A candidate's id in its colour.</summary>
    public static string Badge(string candidate) =>
        $"<span class=\"badge\" style=\"--k:var(--{Palette.KeyOf(candidate)})\">{Html.Escape(candidate.Replace('-', '−'))}</span>";
}
