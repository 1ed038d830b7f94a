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
        var plain = Console.IsOutputRedirected || !console.Profile.Capabilities.Ansi;
        try
        {
            var runs = plain
                ? await new Experiment(plan, variants, new PlainProgress(Console.Out)).RunAsync(ctx)
                : await RunLiveAsync(ctx, plan, variants, console);
            var figures = runs.Select(RunFigures.From).ToArray();
            Print(console, plain, FigureTable.Build(plan, figures), Notes.For(plan, figures));
            if (json is not null)
            {
                await JsonReport.From(plan, runs, figures).WriteAsync(ctx, json.FullName);
                Console.WriteLine($"{Environment.NewLine}Figures written to {json.FullName}.");
            }

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

    private static void Print(IAnsiConsole console, bool plain, Table table, IReadOnlyList<string> notes)
    {
        if (!plain)
        {
            console.Write(table);
            console.Write(new Rows(notes.Select(static note => new Padder(new Text(note), new Padding(0, 1, 0, 0)))));
            return;
        }

        // Text that survives being pasted: no control codes, no borders to draw, no lines broken at a guessed width.
        console.Profile.Width = PlainWidth;
        console.Write(table.MarkdownBorder());
        foreach (var note in notes)
        {
            Console.WriteLine(Environment.NewLine + note);
        }
    }
}
