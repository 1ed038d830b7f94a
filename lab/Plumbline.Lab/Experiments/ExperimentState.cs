using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Experiments;

/// <summary>Where a running experiment stands.</summary>
/// <param name="Plan">What is being run.</param>
/// <param name="Start">The moment the first person may come.</param>
/// <param name="Now">The present moment.</param>
/// <param name="Samples">The counters so far, by variant.</param>
internal sealed record ExperimentState(
    Plan Plan, TimeSpan Start, TimeSpan Now, IReadOnlyDictionary<Variant, IReadOnlyList<Sample>> Samples)
{
    /// <summary>Everyone has been answered or has left, in all variants.</summary>
    public bool IsOver => Samples.Values.All(static samples => samples is [.., { Crowd.Done: true }]);

    /// <summary>The planned phases; the real ones differ by milliseconds.</summary>
    public PhaseTimes Times { get; } = new(
        Start,
        Start + Plan.WarmUp,
        Start + Plan.WarmUp + Plan.Before,
        Start + Plan.WarmUp + Plan.Before + Plan.Fault,
        Start + Plan.Length);
}
