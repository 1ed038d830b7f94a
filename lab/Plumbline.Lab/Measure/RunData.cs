using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Measure;

/// <summary>All that was written down about one run; what the figures are computed from.</summary>
internal sealed record RunData
{
    /// <summary>Which services it was made with.</summary>
    public required Variant Variant { get; init; }

    /// <summary>When its phases began.</summary>
    public required PhaseTimes Times { get; init; }

    /// <summary>Every click, all of them ended.</summary>
    public required IReadOnlyList<ClickRecord> Clicks { get; init; }

    /// <summary>Every call the upstream got.</summary>
    public required IReadOnlyList<WorkRecord> Work { get; init; }

    /// <summary>When that was read: everyone had been answered or had left by then.</summary>
    public required TimeSpan WorkRead { get; init; }

    /// <summary>The counters over time.</summary>
    public required IReadOnlyList<Sample> Samples { get; init; }

    /// <summary>The edge's counters at the end.</summary>
    public required ServiceCounters Edge { get; init; }

    /// <summary>The upstream's counters at the end.</summary>
    public required ServiceCounters Upstream { get; init; }

    /// <summary>Processor time that each process used from the start to the end of the run.</summary>
    public required IReadOnlyDictionary<string, TimeSpan> ProcessorTime { get; init; }
}
