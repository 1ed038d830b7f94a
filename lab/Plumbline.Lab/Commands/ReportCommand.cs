using System.CommandLine;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Processes;
using Plumbline.Lab.Report;
using Spectre.Console;

namespace Plumbline.Lab.Commands;

/// <summary>Makes the report of a results directory again, whatever became of the run.</summary>
internal static class ReportCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var directory = new Argument<DirectoryInfo>("DIR") { Description = "The directory of the results: --out of a run." };
        var picture = new Option<FileInfo?>("--picture")
        {
            Description = "Draw the goodput of /home of each candidate into this SVG file.",
            HelpName = "FILE",
        };
        var markdown = new Option<FileInfo?>("--markdown")
        {
            Description = "Write the figures into this document, between its markers; at its end when it has none.",
            HelpName = "FILE",
        };
        directory.Validators.Add(static result =>
        {
            var given = result.GetValueOrDefault<DirectoryInfo>();
            if (!File.Exists(Path.Combine(given.FullName, "run.json")))
            {
                result.AddError($"There is no run.json in '{given.FullName}', so it is no directory of results.");
            }
        });
        var report = new Command("report", "Makes the report of a directory of results again: results.json and report.html.")
        {
            directory, picture, markdown,
        };
        report.SetAction((parsed, _) => WriteAsync(
            new ResultsDirectory(parsed.GetRequiredValue(directory).FullName), parsed.GetValue(picture), parsed.GetValue(markdown)));
        return report;
    }

    private static async Task<int> WriteAsync(ResultsDirectory results, FileInfo? picture, FileInfo? markdown)
    {
        using var signals = Context.Background.WithSignals(out var ctx);
        var data = results.ReadInfo() is { } info ? ReportData.From(info, results.ReadAll()) : null;
        if (data is null)
        {
            throw new ChildFailedException($"No run in '{results.FullName}' has figures yet, so there is nothing to report.");
        }

        Verdicts.Print(AnsiConsole.Console, Console.IsOutputRedirected, data);
        Console.WriteLine($"{Environment.NewLine}Written: {await ReportFiles.WriteAsync(ctx, results, data)}");
        if (picture is not null)
        {
            var shown = data.Summaries.Where(summary => summary.Fault == data.MainFault && !summary.Candidate.EndsWith('-'));
            await File.WriteAllTextAsync(picture.FullName, Picture.Build([.. shown]), ctx);
            Console.WriteLine($"Written: {picture.FullName}");
        }

        if (markdown is not null)
        {
            var document = markdown.Exists ? await File.ReadAllTextAsync(markdown.FullName, ctx) : string.Empty;
            await File.WriteAllTextAsync(markdown.FullName, MarkdownReport.Insert(document, MarkdownReport.Build(data, LinkTo(picture, markdown))), ctx);
            Console.WriteLine($"Written: {markdown.FullName}");
        }

        return 0;
    }

    private static string? LinkTo(FileInfo? picture, FileInfo document) => picture is null
        ? null
        : Path.GetRelativePath(document.DirectoryName ?? ".", picture.FullName).Replace(Path.DirectorySeparatorChar, '/');
}
