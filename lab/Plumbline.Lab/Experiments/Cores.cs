using Plumbline.Lab.Faults;

namespace Plumbline.Lab.Experiments;

/// <summary>The processors that this process may use, and how runs side by side share them.</summary>
internal static class Cores
{
    private const string StatusFile = "/proc/self/status";
    private const string AllowedLine = "Cpus_allowed_list:";

    /// <summary>A command in front of each process of a lane that keeps it on cores of the lane's own; empty where there are not two for each, or no such command.</summary>
    /// <param name="lane">From 0 on.</param>
    /// <param name="lanes">Runs side by side.</param>
    public static IReadOnlyList<string> Pin(int lane, int lanes) =>
        OperatingSystem.IsLinux() && File.Exists(StatusFile)
            ? Pin(SystemTool.Find("taskset"), Allowed(File.ReadLines(StatusFile)), Environment.ProcessorCount, lane, lanes)
            : [];

    /// <summary>The same, of what is known already.</summary>
    /// <param name="taskset">The program; null where there is none.</param>
    /// <param name="allowed">Numbers of the cores that may be used: in a container they need not begin at 0.</param>
    /// <param name="count">How many of them there is time for: a container's share may be smaller than its cores.</param>
    /// <param name="lane">From 0 on.</param>
    /// <param name="lanes">Runs side by side.</param>
    public static IReadOnlyList<string> Pin(string? taskset, IReadOnlyList<int> allowed, int count, int lane, int lanes)
    {
        var each = Math.Min(count, allowed.Count) / lanes;
        return taskset is null || lanes == 1 || each < 2
            ? []
            : [taskset, "-c", string.Join(',', allowed.Skip(lane * each).Take(each))];
    }

    /// <summary>The numbers of <c>Cpus_allowed_list</c>, such as "0-3,8"; none where the line is missing.</summary>
    public static IReadOnlyList<int> Allowed(IEnumerable<string> status) =>
    [
        .. from line in status
           where line.StartsWith(AllowedLine, StringComparison.Ordinal)
           from part in line[AllowedLine.Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
           let ends = part.Split('-').Select(static number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToArray()
           from core in Enumerable.Range(ends[0], ends[^1] - ends[0] + 1)
           select core,
    ];
}
