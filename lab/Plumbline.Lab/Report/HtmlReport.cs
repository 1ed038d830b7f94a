using System.Text;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>The whole report as one page that needs no other file, no network and no script.</summary>
internal static class HtmlReport
{
    private static readonly string[] _words = ["stays up", "suffers", "goes down"];

    /// <summary>Writes it.</summary>
    public static string Build(ReportData data)
    {
        var main = data.Summaries.Where(summary => summary.Fault == data.MainFault).ToArray();
        var seeds = data.Seeds.Count == 1 ? $"seed {data.Seeds[0]}" : $"seeds {string.Join(", ", data.Seeds)}";
        var faults = data.Cells.Select(static cell => cell.Key.Fault).Distinct().Count();
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">")
            .Append("<title>The cascade, measured</title><style>").Append(PageStyle.Sheet).Append("</style></head><body>")
            .Append("<h1>The cascade, measured</h1>")
            .Append(Html.Paragraph(
                "A service that everyone needs a little becomes slow. People wait, give up and click again. What becomes of a page that does not "
                + "need it at all depends on how the services were written.",
                "lead"))
            .Append($"<p>{Headline(main)}</p>")
            .Append(Html.Paragraph(
                $"{data.Cells.Count} runs: {Plural(faults, "fault")}, {seeds}. Below: the fault “{data.MainFault}”, {data.Describe(data.MainFault)}.", "meta"))
            .Append(Warning(data))
            .Append(PageVerdict.Table(main))
            .Append(Who(main))
            .Append(PageCharts.All(main));
        if (faults > 1)
        {
            page.Append("<section id=\"faults\"><h2>All faults</h2>")
                .Append(Html.Paragraph("/home in the fault, of fault-free, and how soon after it all was normal; medians over seeds.", "lead"))
                .Append(PageVerdict.Faults(data))
                .Append("</section>");
        }

        return page
            .Append(PageNotes.Losses(data))
            .Append("<section id=\"figures\"><h2>All figures</h2>").Append(PageTables.All(data)).Append("</section>")
            .Append(PageNotes.Missing(data))
            .Append(PageNotes.Method(data))
            .Append("</body></html>")
            .ToString();
    }

    /// <summary>The verdict in a sentence, of those who are as they seem in every seed.</summary>
    private static string Headline(Summary[] main)
    {
        var parts = _words
            .Select(word => (Word: word, Who: main.Where(summary => PageVerdict.Word(summary.Verdict) == word).ToArray()))
            .Where(static part => part.Who.Length > 0)
            .Select(static part => $"{string.Join(' ', part.Who.Select(static summary => PageCharts.Badge(summary.Candidate)))} {(part.Who.Length == 1 ? part.Word : Plural(part.Word))}");
        return string.Join("; ", parts) + $": {Texts.Percent(Verdict.UpFrom)} of the fault-free answers of /home or more, in every seed, is up; less than {Texts.Percent(Verdict.DownBelow)}, down.";
    }

    /// <summary>What a reader must know before the first figure; empty when there is nothing of the kind.</summary>
    private static string Warning(ReportData data)
    {
        var disturbed = data.Cells.Count(static cell => cell.IsDisturbed);
        var warnings = new List<string>();
        if (disturbed > 0)
        {
            warnings.Add($"In {disturbed} of {data.Cells.Count} runs the machine was too busy for the figures to be trusted: they show a lack of processor time as well. They are marked as disturbed.");
        }

        if (data.Mixed.Count > 0)
        {
            warnings.Add($"The runs were made in several starts that differ, so they are not quite of one experiment. {string.Join("; ", data.Mixed)}.");
        }

        return string.Concat(warnings.Select(static warning => Html.Paragraph(warning, "warning")));
    }

    private static string Plural(string word) => word switch
    {
        "stays up" => "stay up",
        "goes down" => "go down",
        _ => "suffer",
    };

    private static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string Who(Summary[] main) => Html.Element(
        "dl", string.Concat(main.Select(static summary =>
            $"<dt>{PageCharts.Badge(summary.Candidate)}</dt><dd>{Html.Escape(Candidates.Long(summary.Candidate))}</dd>")), "who");
}
