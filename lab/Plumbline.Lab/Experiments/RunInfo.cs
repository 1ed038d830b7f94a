using System.Globalization;
using System.Text.Json.Serialization;

namespace Plumbline.Lab.Experiments;

/// <summary>What an experiment is and what it runs on: <c>run.json</c>.</summary>
internal sealed record RunInfo
{
    /// <summary>The profile's name.</summary>
    public required string Profile { get; init; }

    /// <summary>Names of the faults.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>Ids of the candidates.</summary>
    public required IReadOnlyList<string> Candidates { get; init; }

    /// <summary>The seeds.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>Runs side by side.</summary>
    public required int Parallel { get; init; }

    /// <summary>The part of the plan's size.</summary>
    public required double Scale { get; init; }

    /// <summary>When it was started, or last gone on with.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>What it runs on.</summary>
    public required MachineInfo Machine { get; init; }

    /// <summary>Versions by what they are of, the source's commit among them where it is known.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The starts before the last one, the first one first; null where there were none, or nobody wrote them down.</summary>
    public IReadOnlyList<RunStart>? Earlier { get; init; }

    /// <summary>All starts.</summary>
    [JsonIgnore]
    public IReadOnlyList<RunStart> Starts => [.. Earlier ?? [], new RunStart(StartedAt, Machine, Versions, Parallel)];

    /// <summary>What differs between the starts, so that the runs are not quite of one experiment: a name, and its values.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Name, IReadOnlyList<string> Values)> Mixed =>
    [
        .. from pair in Starts.SelectMany(static start => start.With)
           group pair.Value by pair.Key into values
           let different = values.Distinct().ToArray()
           where different.Length > 1
           select (values.Key, (IReadOnlyList<string>)different),
    ];

    /// <summary>This start as one more of an experiment that has runs already: it names what either has.</summary>
    /// <param name="before">What the results directory says.</param>
    /// <exception cref="IOException">That is an experiment of other sizes: its runs would be replaced.</exception>
    public RunInfo After(RunInfo before) => (before.Profile, before.Scale) != (Profile, Scale)
        ? throw new IOException(string.Create(
            CultureInfo.InvariantCulture,
            $"The results there are of --profile {before.Profile} --scale {before.Scale}, and this is --profile {Profile} --scale {Scale}, which would replace them; choose another --out."))
        : this with
        {
            Faults = [.. before.Faults.Union(Faults)],
            Candidates = [.. before.Candidates.Union(Candidates)],
            Seeds = [.. before.Seeds.Union(Seeds).Order()],
            Earlier = before.Starts,
        };
}
