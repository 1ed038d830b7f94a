namespace Plumbline.Chain.Experiments;

/// <summary>What all experiments saw.</summary>
/// <param name="Shrinking">Of requests that were answered.</param>
/// <param name="Leaving">Of requests whose client left.</param>
/// <param name="ByHand">The same, where nobody had a context: one for each of <paramref name="Leaving"/>.</param>
/// <param name="Silent">Of requests whose client stopped.</param>
/// <param name="LateStops">How often the client was stopped too late, for want of processor time: these do not count.</param>
internal sealed record ChainResults(
    IReadOnlyList<Observation> Shrinking,
    IReadOnlyList<Observation> Leaving,
    IReadOnlyList<Observation> ByHand,
    IReadOnlyList<Observation> Silent,
    int LateStops)
{
    /// <summary>All observations of contexts.</summary>
    internal IEnumerable<Observation> Ours => [.. Shrinking, .. Leaving, .. Silent];

    /// <summary>These and others.</summary>
    internal ChainResults With(ChainResults more) => new(
        [.. Shrinking, .. more.Shrinking],
        [.. Leaving, .. more.Leaving],
        [.. ByHand, .. more.ByHand],
        [.. Silent, .. more.Silent],
        LateStops + more.LateStops);
}
