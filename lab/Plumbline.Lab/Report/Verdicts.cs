using Spectre.Console;

namespace Plumbline.Lab.Report;

/// <summary>The end of a run in the terminal: a table for each fault, a sentence for each candidate, and the notes.</summary>
internal static class Verdicts
{
    private const int PlainWidth = 160;

    /// <summary>Prints them.</summary>
    /// <param name="console">The terminal, or where the output goes.</param>
    /// <param name="plain">As text that survives being pasted: no lines broken at a guessed width.</param>
    /// <param name="data">The figures.</param>
    public static void Print(IAnsiConsole console, bool plain, ReportData data)
    {
        if (plain)
        {
            console.Profile.Width = PlainWidth;
        }

        foreach (var fault in data.Cells.Select(static cell => cell.Key.Fault).Distinct())
        {
            var summaries = data.Summaries.Where(summary => summary.Fault == fault).ToArray();
            console.WriteLine();
            console.Write(new Text($"{fault}: {data.Describe(fault)}; {Seeds(data)}"));
            console.WriteLine();
            console.Write(plain ? FigureTable.Build(summaries).MarkdownBorder() : FigureTable.Build(summaries));
            foreach (var summary in summaries)
            {
                console.Write(new Text($"{summary.Candidate,-3} {Sentence(summary)}"));
                console.WriteLine();
            }
        }

        foreach (var note in FigureTable.Notes(data))
        {
            console.WriteLine();
            console.Write(new Text(note));
            console.WriteLine();
        }
    }

    /// <summary>What became of a candidate.</summary>
    public static string Sentence(Summary summary)
    {
        var verdict = summary.Verdict;
        var recovery = (verdict.Recovery.Median, verdict.MayNeverRecover) switch
        {
            ({ } seconds, false) => $"normal {Texts.Seconds(seconds)} after the fault",
            ({ } seconds, true) => $"normal {Texts.Seconds(seconds)} after the fault, but not in every seed",
            _ => $"not normal within {Texts.Number(verdict.Watched.TotalSeconds)} s of its end",
        };
        return $"{PageVerdict.Word(verdict)}: {Figures.Named("home-fault").Median(verdict.HomeInFault)} of the fault-free /home in the fault; {recovery}; "
            + $"{Figures.Named("busy-nobody-share").Median(verdict.ForNobody)} of the upstream's work was for nobody";
    }

    private static string Seeds(ReportData data) =>
        data.Seeds.Count == 1 ? $"seed {data.Seeds[0]}" : $"medians of {data.Seeds.Count} seeds";
}
