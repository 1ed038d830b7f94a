using System.Runtime.InteropServices;

namespace Plumbline.Lab.Experiments;

/// <summary>What an experiment runs on.</summary>
/// <param name="Cores">Logical processors.</param>
/// <param name="Processor">Their model; empty where the system does not tell.</param>
/// <param name="MemoryBytes">Memory that programs can have.</param>
/// <param name="System">Operating system.</param>
/// <param name="Runtime">Runtime.</param>
internal sealed record MachineInfo(int Cores, string Processor, long MemoryBytes, string System, string Runtime)
{
    private const string ModelFile = "/proc/cpuinfo";
    private const string ModelLine = "model name";

    /// <summary>This machine.</summary>
    public static MachineInfo Here() => new(
        Environment.ProcessorCount,
        Model(),
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);

    private static string Model()
    {
        var line = File.Exists(ModelFile)
            ? File.ReadLines(ModelFile).FirstOrDefault(static line => line.StartsWith(ModelLine, StringComparison.Ordinal))
            : null;
        return line is null ? string.Empty : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
