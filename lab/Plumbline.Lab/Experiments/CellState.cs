using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Experiments;

/// <summary>Where a run stands.</summary>
/// <param name="Key">Which one.</param>
/// <param name="Plan">Its numbers.</param>
/// <param name="Start">The moment the first person may come.</param>
/// <param name="Now">The present moment.</param>
/// <param name="Samples">The counters so far.</param>
internal sealed record CellState(CellKey Key, Plan Plan, TimeSpan Start, TimeSpan Now, IReadOnlyList<Sample> Samples)
{
    /// <summary>Everyone has been answered or has left.</summary>
    public bool IsOver => Samples is [.., { Crowd.Done: true }];

    /// <summary>The planned phases; the real ones differ by milliseconds.</summary>
    public PhaseTimes Times { get; } = new(
        Start,
        Start + Plan.WarmUp,
        Start + Plan.WarmUp + Plan.Before,
        Start + Plan.WarmUp + Plan.Before + Plan.Fault,
        Start + Plan.Length);
}
