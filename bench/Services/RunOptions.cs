using System.CommandLine;

namespace Plumbline.Bench.Services;

/// <summary>The options that every measurement takes.</summary>
/// <param name="Extent">How much to measure.</param>
/// <param name="Folder">Where the page goes; null: nothing is written.</param>
internal sealed record RunOptions(Extent Extent, string? Folder)
{
    private static readonly Option<bool> _smoke = new("--smoke") { Description = "Seconds: shows that everything runs; writes nothing, proves nothing." };
    private static readonly Option<bool> _quick = new("--quick") { Description = "Less of everything: a first look." };
    private static readonly Option<bool> _print = new("--print") { Description = "Print, write nothing." };
    private static readonly Option<DirectoryInfo?> _results = new("--results")
    {
        Description = "Where the page goes; default bench/results of this repository.",
        HelpName = "DIR",
    };

    /// <summary>Adds the options to a command and has it run with what they say.</summary>
    /// <param name="command">The command.</param>
    /// <param name="run">Measures; returns the exit code.</param>
    internal static void AddTo(Command command, Func<RunOptions, ParseResult, Task<int>> run)
    {
        command.Options.Add(_smoke);
        command.Options.Add(_quick);
        command.Options.Add(_print);
        command.Options.Add(_results);
        command.Validators.Add(static result =>
        {
            // Now, not after minutes of measuring.
            if (!IsPrintOnly(result.GetValue(_smoke), result.GetValue(_print))
                && result.GetValue(_results) is null
                && ResultsFolder.Find() is null)
            {
                result.AddError("Found no Plumbline.slnx above this folder: name the folder for the page with --results, or print with --print.");
            }
        });
        command.SetAction((parsed, _) => run(Read(parsed), parsed));
    }

    private static RunOptions Read(ParseResult parsed)
    {
        var extent = parsed.GetValue(_smoke) ? Extent.Smoke : parsed.GetValue(_quick) ? Extent.Quick : Extent.Full;
        var folder = IsPrintOnly(parsed.GetValue(_smoke), parsed.GetValue(_print))
            ? null
            : parsed.GetValue(_results)?.FullName ?? ResultsFolder.Find();
        return new RunOptions(extent, folder);
    }

    private static bool IsPrintOnly(bool smoke, bool print) => smoke || print;
}
