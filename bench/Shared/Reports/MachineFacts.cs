using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Plumbline.Bench;

/// <summary>What figures depend on; nothing that names the machine.</summary>
/// <param name="Processor">The model, where the system tells.</param>
/// <param name="Cores">Logical processors this process may use.</param>
/// <param name="System">Operating system and architecture.</param>
/// <param name="Runtime">Name and version.</param>
/// <param name="Collector">Kind of garbage collector.</param>
/// <param name="Load">Runnable threads before the run, averaged over a minute: what else was going on. Null where the system does not tell.</param>
/// <param name="Day">When.</param>
internal sealed record MachineFacts(string Processor, int Cores, string System, string Runtime, string Collector, double? Load, DateOnly Day)
{
    internal static MachineFacts Read() => new(
        ReadField("/proc/cpuinfo", "model name") ?? "unknown processor",
        Environment.ProcessorCount,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
        RuntimeInformation.FrameworkDescription,
        GCSettings.IsServerGC ? "server" : "workstation",
        ReadLoad(),
        DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date));

    /// <param name="profile">The name of the profile that was run.</param>
    internal string ToMarkdown(string profile)
    {
        string load = Load is { } known ? $"; load average before the run {known:0.0}" : "";
        return $"""

            Machine: {Processor}, {Cores} cores; {System}; {Runtime}, {Collector} collector{load}. Profile {profile}, {Day:yyyy-MM-dd}.

            """;
    }

    /// <summary>The value of a "name : value" line of one of the kernel's files.</summary>
    internal static string? ReadField(string path, string name)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith(name, StringComparison.Ordinal) && line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                return line[(colon + 1)..].Trim();
            }
        }

        return null;
    }

    private static double? ReadLoad() =>
        File.Exists("/proc/loadavg")
            ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
            : null;
}
