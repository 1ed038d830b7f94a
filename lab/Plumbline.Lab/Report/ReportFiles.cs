using System.Text.Json;
using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Report;

/// <summary>The files of a report, in a results directory: results.json and report.html.</summary>
internal static class ReportFiles
{
    /// <summary>Writes both.</summary>
    /// <returns>The page's path.</returns>
    public static async Task<string> WriteAsync(Context ctx, ResultsDirectory results, ReportData data)
    {
        await using (var json = File.Create(Path.Combine(results.FullName, "results.json")))
        {
            await JsonSerializer.SerializeAsync(json, ResultsDocument.From(data), ReportJson.Default.ResultsDocument, ctx);
        }

        var page = Path.Combine(results.FullName, "report.html");
        await File.WriteAllTextAsync(page, HtmlReport.Build(data), ctx);
        return page;
    }
}
