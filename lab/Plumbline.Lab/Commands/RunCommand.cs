using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.InteropServices;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Faults;
using Plumbline.Lab.Faults.Network;
using Plumbline.Lab.Report;
using Spectre.Console;
using Profile = Plumbline.Lab.Experiments.Profile;

namespace Plumbline.Lab.Commands;

/// <summary>The main command: runs the experiment, shows it, and reports.</summary>
internal static class RunCommand
{
    /// <summary>Adds the options and the action.</summary>
    public static void AddTo(Command command)
    {
        var profile = new Option<string>("--profile")
        {
            Description = "Which set of runs.",
            DefaultValueFactory = static _ => Profile.Quick.Name,
        }.AcceptOnlyFromAmong([.. Profile.All.Select(static one => one.Name)]);
        var faults = new Option<string[]?>("--fault")
        {
            Description = "Names of faults, with commas between; see list.",
            HelpName = "NAMES",
            CustomParser = static result => Names(result, "fault", FaultCatalogue.All.Select(static fault => fault.Name)),
        };
        var candidates = new Option<string[]?>("--candidates")
        {
            Description = "Ids of candidates, with commas between; see list.",
            HelpName = "IDS",
            CustomParser = static result => Names(result, "candidate", Candidate.All.Select(static candidate => candidate.Id)),
        };
        var seeds = new Option<int?>("--seeds") { Description = "How many seeds." };
        var seed = new Option<int>("--seed")
        {
            Description = "The first seed, which decides the people who come.",
            DefaultValueFactory = static _ => 1,
        };
        var parallel = new Option<int?>("--parallel") { Description = "Runs side by side." };
        var scale = new Option<double>("--scale")
        {
            Description = "The part of the size: people, slots, workers and limits.",
            DefaultValueFactory = static _ => 1,
        };
        var output = new Option<DirectoryInfo?>("--out")
        {
            Description = "The directory of the results. One that has some already is gone on with.",
            HelpName = "DIR",
        };
        seeds.Validators.Add(static result => MoreThanZero(result, result.GetValueOrDefault<int?>()));
        parallel.Validators.Add(static result => MoreThanZero(result, result.GetValueOrDefault<int?>()));
        scale.Validators.Add(static result => MoreThanZero(result, result.GetValueOrDefault<double>()));
        foreach (var option in (Option[])[profile, faults, candidates, seeds, seed, parallel, scale, output])
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, _) =>
        {
            var chosen = Profile.All.Single(one => one.Name == parsed.GetRequiredValue(profile));
            int[] all = [.. Enumerable.Range(parsed.GetValue(seed), parsed.GetValue(seeds) ?? chosen.Seeds)];
            var cells = chosen.Cells(
                Given(parsed.GetValue(faults)), Given(parsed.GetValue(candidates)), all, parsed.GetValue(scale));
            EnterNamespace(cells);
            var info = new RunInfo
            {
                Profile = chosen.Name,
                Faults = [.. cells.Select(static cell => cell.Key.Fault).Distinct()],
                Candidates = [.. cells.Select(static cell => cell.Key.Candidate).Distinct()],
                Seeds = all,
                Parallel = parsed.GetValue(parallel) ?? chosen.Parallel,
                Scale = parsed.GetValue(scale),
                StartedAt = TimeProvider.System.GetUtcNow(),
                Machine = MachineInfo.Here(),
                Versions = Versions.Here(),
            };
            return RunAsync(cells, info, parsed.GetValue(output)?.FullName ?? NewDirectory());
        });
    }

    /// <returns>The exit code: 0; 1 when a run failed; 130 after Ctrl-C and 143 after SIGTERM.</returns>
    private static async Task<int> RunAsync(IReadOnlyList<Cell> cells, RunInfo info, string directory)
    {
        using var signals = Context.Background.WithSignals(out var ctx);
        var results = new ResultsDirectory(directory);
        using var claim = results.Claim();
        info = results.ReadInfo() is { } before ? info.After(before) : info;
        results.WriteInfo(info);
        var console = AnsiConsole.Console;
        var plain = Console.IsOutputRedirected || !console.Profile.Capabilities.Ansi;
        try
        {
            var files = plain
                ? await RunAsync(ctx, cells, info, results, new PlainProgress(Console.Out, TimeProvider.System))
                : await console.Live(new Text(string.Empty)).StartAsync(
                    display => RunAsync(ctx, cells, info, results, new LiveProgress(display, console, TimeProvider.System)));
            foreach (var failed in files.Where(static file => file.Reason is not null))
            {
                Console.WriteLine($"{failed.Key} {failed.State}: {failed.Reason}");
            }

            // Of all that the directory has: others may have been chosen at an earlier start.
            if (ReportData.From(info, results.ReadAll()) is { } data)
            {
                Verdicts.Print(console, plain, data);
                Console.WriteLine($"{Environment.NewLine}Every figure, with charts: {await ReportFiles.WriteAsync(ctx, results, data)}");
            }

            return files.Any(static file => file.State == CellEnd.Failed) ? 1 : 0;
        }
        catch (OperationCanceledException) when (ctx.Cause is SignalReceivedException { Signal: var signal })
        {
            await Console.Error.WriteLineAsync(
                $"Stopped by {signal}; all processes of the lab have ended. Go on with --out {results.FullName} and the same options; what is over shows: report {results.FullName}");
            return signal == PosixSignal.SIGINT ? 130 : 143;
        }
    }

    private static Task<IReadOnlyList<CellFile>> RunAsync(
        Context ctx, IReadOnlyList<Cell> cells, RunInfo info, ResultsDirectory results, IProgressView view) =>
        new Runner(new CellRunner(), results, view).RunAsync(ctx, cells, info.Parallel);

    /// <summary>Moves the lab into a network of its own if a fault needs one and the system gives one; otherwise the fault says why it is left out.</summary>
    private static void EnterNamespace(IReadOnlyList<Cell> cells)
    {
        if (!NetworkNamespace.IsOwn
            && cells.Select(static cell => FaultCatalogue.Create(cell.Key.Fault)).Any(static fault => fault.NeedsOwnNetwork && fault.WhyNot() is null))
        {
            NetworkNamespace.Enter([.. Environment.GetCommandLineArgs().Skip(1)]);
        }
    }

    /// <summary>Beside the other experiments of whoever runs it; never one that has results already.</summary>
    private static string NewDirectory() =>
        Path.Combine("lab-results", TimeProvider.System.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture));

    /// <summary>An option that is not given is an empty array, not null.</summary>
    private static string[]? Given(string[]? names) => names is { Length: > 0 } ? names : null;

    private static string[]? Names(ArgumentResult result, string what, IEnumerable<string> known)
    {
        string[] all = [.. known];
        string[] names = [.. result.Tokens.SelectMany(static token => token.Value.Split(',')).Distinct()];
        if (names.FirstOrDefault(name => !all.Contains(name)) is { } unknown)
        {
            result.AddError($"There is no {what} '{unknown}'; there are {string.Join(", ", all)}.");
            return null;
        }

        return names;
    }

    private static void MoreThanZero(OptionResult result, double? value)
    {
        if (value is not (> 0 or null))
        {
            result.AddError($"{result.Option.Name} is {value.Value.ToString(CultureInfo.InvariantCulture)} and must be more than zero.");
        }
    }
}
