using Microsoft.CodeAnalysis;

namespace Plumbline.RuleCost.Reading;

/// <summary>Prints what the rules report of real code, each with its line, for somebody to judge whether it is right.</summary>
internal static class ReportReader
{
    internal static int Read(RuleCostOptions options)
    {
        List<FoundReport> reports = [];
        foreach (var path in options.Paths)
        {
            reports.AddRange(Directory.Exists(path) ? SourceFolder.Analyze(path, options) : BuiltProject.Analyze(path));
        }

        var ordered = reports.Distinct().OrderBy(static report => report.Rule, StringComparer.Ordinal).ThenBy(static report => report.File, StringComparer.Ordinal).ThenBy(static report => report.Line).ToList();
        foreach (var report in ordered)
        {
            Console.WriteLine($"{report.Rule} {Path.GetRelativePath(Environment.CurrentDirectory, report.File)}:{report.Line}: {report.Message}");
            Console.WriteLine($"    {report.Source}");
        }

        Console.WriteLine();
        foreach (var rule in ordered.CountBy(static report => report.Rule))
        {
            Console.WriteLine($"{rule.Key}: {rule.Value}");
        }

        Console.WriteLine($"{ordered.Count} reports");
        return 0;
    }

    /// <summary>A report of the compiler's, with where it is.</summary>
    internal static FoundReport From(Diagnostic report)
    {
        var place = report.Location.GetLineSpan();
        var line = place.StartLinePosition.Line;
        var source = report.Location.SourceTree?.GetText().Lines[line].ToString().Trim() ?? "";
        return new(report.Id, place.Path, line + 1, report.GetMessage(System.Globalization.CultureInfo.InvariantCulture), source);
    }
}
