using System.Globalization;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Faults;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>All that a report is made of.</summary>
internal sealed record ReportData
{
    /// <summary>The cells that were measured, in the order in which faults and candidates are to be listed.</summary>
    public required IReadOnlyList<CellResult> Cells { get; init; }

    /// <summary>The cells that were not.</summary>
    public required IReadOnlyList<NotMeasured> Missing { get; init; }

    /// <summary>Machine, versions, commit and the like, by name.</summary>
    public required IReadOnlyDictionary<string, string> About { get; init; }

    /// <summary>The command that makes the same run again.</summary>
    public required string Command { get; init; }

    /// <summary>What differs between the starts of the experiment, a sentence each; empty when nothing does.</summary>
    public IReadOnlyList<string> Mixed { get; init; } = [];

    /// <summary>What each fault is, in a line, by name.</summary>
    public required IReadOnlyDictionary<string, string> Faults { get; init; }

    /// <summary>How many cells ran side by side.</summary>
    public required int Parallel { get; init; }

    /// <summary>Logical processors of the machine.</summary>
    public required int Cores { get; init; }

    /// <summary>The cells by fault and candidate.</summary>
    public IReadOnlyList<Summary> Summaries => Summary.Of(Cells);

    /// <summary>The fault that the report begins with: the slow upstream where it was run.</summary>
    public string MainFault => Cells.Any(static cell => cell.Key.Fault == "slow") ? "slow" : Cells[0].Key.Fault;

    /// <summary>The seeds, in order.</summary>
    public IReadOnlyList<int> Seeds => [.. Cells.Select(static cell => cell.Key.Seed).Distinct().Order()];

    /// <summary>What a fault is, in a line.</summary>
    public string Describe(string fault) => Faults.GetValueOrDefault(fault, fault);

    /// <summary>Puts together what a results directory has; null when no run of it has figures.</summary>
    /// <param name="info">What the experiment is.</param>
    /// <param name="files">Its runs, in any order.</param>
    public static ReportData? From(RunInfo info, IReadOnlyList<CellFile> files)
    {
        CellFile[] ordered =
        [
            .. files
                .OrderBy(file => RankOf(info, file.Key.Fault))
                .ThenBy(static file => Report.Candidates.Rank(file.Key.Candidate))
                .ThenBy(static file => file.Key.Seed),
        ];
        CellResult[] cells = [.. ordered.Select(static file => file.Result).OfType<CellResult>()];
        return cells.Length == 0 ? null : new ReportData
        {
            Cells = cells,
            Missing =
            [
                .. ordered
                    .Where(static file => file.Result is null)
                    .Select(static file => new NotMeasured(file.Key, file.State == CellEnd.Skipped, file.Reason ?? "No reason was given.")),
            ],
            About = AboutOf(info),
            Command = RunCommandLine.Of(info),
            Mixed = [.. info.Mixed.Select(static mixed => $"{mixed.Name}: {string.Join(" / ", mixed.Values)}")],
            Faults = FaultCatalogue.All.ToDictionary(static fault => fault.Name, static fault => fault.Summary),
            Parallel = info.Parallel,
            Cores = info.Machine.Cores,
        };
    }

    /// <summary>A fault that the experiment does not name stands last.</summary>
    private static int RankOf(RunInfo info, string fault)
    {
        var rank = info.Faults.ToList().IndexOf(fault);
        return rank < 0 ? int.MaxValue : rank;
    }

    private static Dictionary<string, string> AboutOf(RunInfo info)
    {
        var machine = info.Machine;
        var about = new Dictionary<string, string>
        {
            ["begun"] = Moment(info.Starts[0].At) + (info.Starts.Count == 1 ? string.Empty : $"; gone on with, last at {Moment(info.StartedAt)}"),
            ["profile"] = info.Profile,
            ["machine"] = $"{machine.Cores} cores{(machine.Processor.Length > 0 ? $" ({machine.Processor})" : string.Empty)}, {Texts.Bytes(machine.MemoryBytes)}",
            ["system"] = machine.System,
            ["runtime"] = machine.Runtime,
        };
        foreach (var (name, version) in info.Versions)
        {
            about.TryAdd(name, version);
        }

        return about;
    }

    private static string Moment(DateTimeOffset moment) =>
        moment.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";
}
