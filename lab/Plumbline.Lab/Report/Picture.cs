using System.Globalization;
using System.Text;
using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Report;

/// <summary>The one picture: goodput of /home of every candidate, as an SVG file of its own that fits light and dark.</summary>
internal static class Picture
{
    private const int PanelWidth = 340;
    private const int PanelHeight = 150;
    private const int Head = 34;
    private const int Gap = 16;
    private const int Foot = 26;

    /// <summary>Draws it.</summary>
    /// <param name="summaries">The candidates, all under one fault.</param>
    public static string Build(IReadOnlyList<Summary> summaries)
    {
        var columns = summaries.Count switch { <= 3 => summaries.Count, 4 => 2, _ => 3 };
        var rows = (summaries.Count + columns - 1) / columns;
        var width = (columns * (PanelWidth + Gap)) + Gap;
        var height = (rows * (PanelHeight + Head + Gap)) + Foot;
        var svg = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">")
            .Append($"<title>{Html.Escape(Title(summaries))}</title><style>{PageStyle.Variables}{PageStyle.Words}</style>")
            .Append(CultureInfo.InvariantCulture, $"<rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"var(--ground)\"/>");
        foreach (var (index, summary) in summaries.Index())
        {
            Panel(svg, summary, summaries, Gap + (index % columns * (PanelWidth + Gap)), (index / columns * (PanelHeight + Head + Gap)) + 8, index);
        }

        return svg
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{Gap}\" y=\"{height - 12}\">/home, which needs no other service: people answered in time, of those who came. {Html.Escape(Seeds(summaries))}</text>")
            .Append("</svg>\n")
            .ToString();
    }

    private static void Panel(StringBuilder svg, Summary summary, IReadOnlyList<Summary> all, int x, int y, int index)
    {
        var key = Palette.KeyOf(summary.Candidate);
        var share = Figures.Named("home-fault").Median(summary.Verdict.HomeInFault);
        var chart = new CandidateCharts(summary, all).Goodput(Page.Home).ToSvg($"panel{index}", summary.Candidate);
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"head\" x=\"{x}\" y=\"{y + 20}\" style=\"fill:var(--{key})\">{Html.Escape(summary.Candidate.Replace('-', '−'))}  {Html.Escape(Candidates.Short(summary.Candidate))}</text>")
            .Append(CultureInfo.InvariantCulture, $"<text class=\"head\" x=\"{x + PanelWidth - 10}\" y=\"{y + 20}\" text-anchor=\"end\">{Html.Escape(share)} in the fault</text>")
            .Append(chart.Replace("<svg ", string.Create(CultureInfo.InvariantCulture, $"<svg x=\"{x}\" y=\"{y + Head - 8}\" width=\"{PanelWidth}\" height=\"{PanelHeight}\" "), StringComparison.Ordinal));
    }

    private static string Title(IReadOnlyList<Summary> summaries) =>
        "Goodput of /home while an upstream is slow: " + string.Join("; ", summaries.Select(static summary =>
            $"{summary.Candidate} ({Candidates.Short(summary.Candidate)}) {Figures.Named("home-fault").Median(summary.Verdict.HomeInFault)}"));

    private static string Seeds(IReadOnlyList<Summary> summaries) => summaries[0].Cells.Count == 1
        ? "One run."
        : $"Median and range of {summaries[0].Cells.Count} seeds.";
}
