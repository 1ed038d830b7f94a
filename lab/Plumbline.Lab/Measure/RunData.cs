using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Measure;

/// <summary>All that was written down about one run; what the figures are computed from.</summary>
internal sealed record RunData
{
    /// <summary>Which run.</summary>
    public required CellKey Key { get; init; }

    /// <summary>Its numbers.</summary>
    public required Plan Plan { get; init; }

    /// <summary>When its phases began.</summary>
    public required PhaseTimes Times { get; init; }

    /// <summary>Every click, all of them ended.</summary>
    public required IReadOnlyList<ClickRecord> Clicks { get; init; }

    /// <summary>Every request at every service.</summary>
    public required IReadOnlyList<HopRecord> Hops { get; init; }

    /// <summary>The counters over time, four times a second.</summary>
    public required IReadOnlyList<Sample> Samples { get; init; }

    /// <summary>Resources of each service before the first person came, after requests that warmed it up, and a collection.</summary>
    public required IReadOnlyDictionary<Hop, Vitals> VitalsAtStart { get; init; }

    /// <summary>The same after everyone had left, the services had had up to 5 s to become idle, and a collection.</summary>
    public required IReadOnlyDictionary<Hop, Vitals> VitalsAtEnd { get; init; }

    /// <summary>Processor time that each process used from the start to the end of the run.</summary>
    public required IReadOnlyDictionary<string, TimeSpan> ProcessorTime { get; init; }

    /// <summary>When the records were read: everyone had been answered or had left by then.</summary>
    public required TimeSpan ReadAt { get; init; }

    /// <summary>How late timers of the orchestrator ran during the run, 99th percentile: how busy the machine was.</summary>
    public required TimeSpan HeartbeatLateness { get; init; }

    /// <summary>What the fault has to say about this run.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }
}
