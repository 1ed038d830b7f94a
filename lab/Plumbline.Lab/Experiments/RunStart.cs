namespace Plumbline.Lab.Experiments;

/// <summary>One start of an experiment, which made a part of its runs.</summary>
/// <param name="At">When.</param>
/// <param name="Machine">What it ran on.</param>
/// <param name="Versions">Versions by what they are of.</param>
/// <param name="Parallel">Runs side by side.</param>
internal sealed record RunStart(DateTimeOffset At, MachineInfo Machine, IReadOnlyDictionary<string, string> Versions, int Parallel)
{
    /// <summary>What it was made with, by name; when it was is not among it.</summary>
    public IReadOnlyDictionary<string, string> With => new Dictionary<string, string>(Versions)
    {
        ["machine"] = $"{Machine.Cores} cores {Machine.Processor}, {Machine.System}, {Machine.Runtime}",
        ["runs side by side"] = Parallel.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
