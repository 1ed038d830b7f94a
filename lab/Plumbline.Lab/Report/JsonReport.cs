using System.Runtime.InteropServices;
using System.Text.Json;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>The figures as a JSON document. Names of durations end in their unit.</summary>
internal sealed record JsonReport
{
    /// <summary>Everything the experiment was made of.</summary>
    public required Plan Plan { get; init; }

    /// <summary>What it ran on.</summary>
    public required JsonMachine Machine { get; init; }

    /// <summary>One for each variant.</summary>
    public required IReadOnlyList<JsonRun> Runs { get; init; }

    /// <summary>What the figures mean.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Builds the document.</summary>
    public static JsonReport From(Plan plan, IReadOnlyList<RunData> runs, IReadOnlyList<RunFigures> figures) => new()
    {
        Plan = plan,
        Machine = new JsonMachine(
            Environment.ProcessorCount, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription),
        Runs = [.. runs.Zip(figures, static (run, figure) => JsonRun.From(run, figure))],
        Notes = Report.Notes.For(plan, figures),
    };

    /// <summary>Writes the document; an existing file is replaced.</summary>
    public async Task WriteAsync(Context ctx, string path)
    {
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, this, ReportJson.Default.JsonReport, ctx);
    }
}
