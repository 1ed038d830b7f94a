using Plumbline.Bench.Services;
using Plumbline.Chain.Clients;
using Plumbline.Chain.Hops;

namespace Plumbline.Chain.Experiments;

/// <summary>What was seen of some visits, by everyone.</summary>
/// <param name="Protocol">What was spoken.</param>
/// <param name="Plan">What the client was told to do.</param>
/// <param name="Visits">What became of them, for the client.</param>
/// <param name="Hops">What the hops saw: edge, mid, upstream.</param>
/// <param name="StillRunning">Handlers that had not ended when they should have.</param>
internal sealed record Observation(
    Protocol Protocol,
    VisitPlan Plan,
    IReadOnlyList<ClientRecord> Visits,
    IReadOnlyList<IReadOnlyList<HopRecord>> Hops,
    int StillRunning)
{
    /// <summary>The names of the hops, in the order of the call.</summary>
    internal static IReadOnlyList<string> HopNames { get; } = ["edge", "mid", "upstream"];

    internal IReadOnlyList<HopRecord> Edge => Hops[0];

    internal IReadOnlyList<HopRecord> Upstream => Hops[^1];

    /// <summary>All observations of one plan as one.</summary>
    internal static Observation Join(IReadOnlyList<Observation> all) => new(
        all[0].Protocol,
        all[0].Plan,
        [.. all.SelectMany(static one => one.Visits)],
        [.. HopNames.Select((_, hop) => (IReadOnlyList<HopRecord>)[.. all.SelectMany(one => one.Hops[hop])])],
        all.Sum(static one => one.StillRunning));
}
