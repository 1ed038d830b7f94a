using Microsoft.CodeAnalysis;

namespace Plumbline.RuleCost.Reading;

/// <summary>Prints what the rules report of real code, each with its line, for somebody to judge whether it is right.</summary>
internal static class ReportReader
{
    internal static int Read(IReadOnlyList<string> paths)
    {
        List<FoundReport> reports = [];
        foreach (var path in paths)
        {
            reports.AddRange(Directory.Exists(path) ? SourceFolder.Analyze(path) : BuiltProject.Analyze(path));
        }

        var ordered = reports.Distinct().OrderBy(static report => report.Rule, StringComparer.Ordinal).ThenBy(static report => report.File, StringComparer.Ordinal).ThenBy(static report => report.Line).ToList();
        foreach (var report in ordered)
        {
            Console.WriteLine($"{report.Rule} {Path.GetRelativePath(Environment.CurrentDirectory, report.File)}:{report.Line}: {report.Message}");
            Console.WriteLine($"    {Source(report)}");
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
        return new(report.Id, place.Path, place.StartLinePosition.Line + 1, report.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string Source(FoundReport report) =>
        File.Exists(report.File) ? File.ReadLines(report.File).ElementAtOrDefault(report.Line - 1)?.Trim() ?? "" : "";
}
