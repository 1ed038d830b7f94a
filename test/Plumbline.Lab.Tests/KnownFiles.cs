using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Tests;

/// <summary>What a results directory has of a few known runs.</summary>
internal static class KnownFiles
{
    /// <summary>What the experiment is.</summary>
    public static RunInfo Info { get; } = new()
    {
        Profile = "quick",
        Faults = ["slow"],
        Candidates = ["A", "B+", "C"],
        Seeds = [1],
        Parallel = 3,
        Scale = 1,
        StartedAt = new DateTimeOffset(2026, 11, 27, 9, 30, 0, TimeSpan.FromHours(1)),
        Machine = new MachineInfo(2, "Some processor", 8_000_000_000, "Some system", ".NET 10.0.0"),
        Versions = new Dictionary<string, string> { ["Commit"] = "0123abcd" },
    };

    /// <summary>A run that has figures.</summary>
    public static CellFile Done(string candidate, int seed = 1, string fault = "slow")
    {
        var result = KnownRun.Result(candidate, seed, fault);
        return new CellFile(result.Key, result.Plan, CellEnd.Done, Reason: null, result);
    }

    /// <summary>A run that has none.</summary>
    public static CellFile Failed(string candidate, string reason) =>
        new(new CellKey("slow", candidate, 1), new Plan(), CellEnd.Failed, reason, Result: null);
}
