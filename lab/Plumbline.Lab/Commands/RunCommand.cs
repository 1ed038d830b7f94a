using System.Runtime.InteropServices;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Report;
using Spectre.Console;

namespace Plumbline.Lab.Commands;

/// <summary>The main command: runs the experiment, shows it, and reports.</summary>
internal static class RunCommand
{
    private const int PlainWidth = 160;

    /// <summary>Runs it.</summary>
    /// <returns>The exit code: 0, or 130 after Ctrl-C and 143 after SIGTERM.</returns>
    /// <exception cref="Processes.ChildFailedException">A process failed.</exception>
    public static async Task<int> RunAsync(Plan plan, IReadOnlyList<Variant> variants, FileInfo? json)
    {
        using var signals = Context.Background.WithSignals(out var ctx);
        var console = AnsiConsole.Console;
        try
        {
            var runs = Console.IsOutputRedirected
                ? await new Experiment(plan, variants, new PlainProgress(Console.Out)).RunAsync(ctx)
                : await RunLiveAsync(ctx, plan, variants, console);
            await ReportAsync(ctx, console, plan, runs, json);
            return 0;
        }
        catch (OperationCanceledException) when (ctx.Cause is SignalReceivedException { Signal: var signal })
        {
            await Console.Error.WriteLineAsync($"Stopped by {signal}; all processes of the lab have ended.");
            return signal == PosixSignal.SIGINT ? 130 : 143;
        }
    }

    private static Task<IReadOnlyList<RunData>> RunLiveAsync(
        Context ctx, Plan plan, IReadOnlyList<Variant> variants, IAnsiConsole console) =>
        console.Live(new Text(string.Empty)).StartAsync(
            display => new Experiment(plan, variants, new LiveProgress(display, console)).RunAsync(ctx));

    private static async Task ReportAsync(
        Context ctx, IAnsiConsole console, Plan plan, IReadOnlyList<RunData> runs, FileInfo? json)
    {
        var figures = runs.Select(RunFigures.From).ToArray();
        var table = FigureTable.Build(plan, figures);
        if (Console.IsOutputRedirected)
        {
            // Plain text that survives being pasted: no borders to draw, no lines broken at a guessed width.
            console.Profile.Width = PlainWidth;
            table.MarkdownBorder();
        }

        console.Write(table);
        foreach (var note in Notes.For(plan, figures))
        {
            console.WriteLine();
            console.WriteLine(note);
        }

        if (json is not null)
        {
            await JsonReport.From(plan, runs, figures).WriteAsync(ctx, json.FullName);
            console.WriteLine();
            console.WriteLine($"Figures written to {json.FullName}.");
        }
    }
}
