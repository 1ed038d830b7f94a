using Plumbline.Bench;
using Plumbline.Bench.Services;
using Plumbline.Chain.Experiments;

namespace Plumbline.Chain.Findings;

/// <summary>The tables of the page, one an experiment.</summary>
internal static class ChainTables
{
    internal static PageTable Shrinking(IEnumerable<Observation> all) => new(
        ["", "work before each call, ms", "requests", "sent by the client, ms", "left at edge, ms", "left at mid, ms", "left at upstream, ms"],
        [
            .. all.Select(static seen => (string[])
            [
                seen.Protocol.Title(),
                $"{seen.Plan.Before}",
                $"{seen.Visits.Count}",
                Spread.Range([.. seen.Edge.Where(static record => record.Sent is not null).Select(static record => (double)record.Sent!.Value)]),
                .. seen.Hops.Select(static hop => Spread.Range([.. hop.Where(static record => record.Remaining is not null).Select(static record => record.Remaining!.Value)])),
            ]),
        ]);

    internal static PageTable Leaving(ChainResults results) => new(
        ["", "under way", "", "hop", "requests", "told after, ms: p50", "p99", "most", "cause"],
        [
            .. results.Leaving.Zip(results.ByHand).SelectMany(static pair => LeavingRows(pair.First, "contexts").Concat(LeavingRows(pair.Second, "tokens by hand"))),
        ]);

    internal static PageTable Silent(IEnumerable<Observation> all) => new(
        ["", "under way", "hop", "requests", "told after its deadline, ms: p50", "p99", "most", "cause", "callee's 504 first"],
        [
            .. all.SelectMany(static seen => Observation.HopNames.Select((name, hop) => (string[])
            [
                seen.Protocol.Title(),
                $"{seen.Plan.AtOnce}",
                name,
                $"{seen.Hops[hop].Count}",
                .. Spread.Tail(seen.Hops[hop].Latenesses()),
                seen.Hops[hop].Causes(),
                $"{seen.Hops[hop].Count(static record => record.IsCalleeFirst)}",
            ])),
        ]);

    private static IEnumerable<string[]> LeavingRows(Observation seen, string way) => Observation.HopNames.Select((name, hop) => (string[])
    [
        seen.Protocol.Title(),
        $"{seen.Plan.AtOnce}",
        way,
        name,
        $"{seen.Hops[hop].Count}",
        .. Spread.Tail(seen.Travels(seen.Hops[hop])),
        seen.Hops[hop].Causes(),
    ]);
}
