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
}
