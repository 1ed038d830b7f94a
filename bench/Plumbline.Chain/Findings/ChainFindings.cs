using System.Globalization;
using Plumbline.Bench;
using Plumbline.Bench.Services;
using Plumbline.Chain.Clients;
using Plumbline.Chain.Experiments;
using Plumbline.Chain.Hops;

namespace Plumbline.Chain.Findings;

/// <summary>What was promised, and what came of it.</summary>
internal static class ChainFindings
{
    private const double GoodTravel = 20;
    private const double ExtraordinaryTravel = 3;
    private const int ShownFailures = 3;
    private const double GoodLateness = 20;
    private const double ExtraordinaryLateness = 5;

    internal static IReadOnlyList<Finding> Of(ChainResults results) =>
    [
        Zero("time left that did not shrink from a hop to the next", results.Shrinking.Sum(static seen => seen.NotShrunk())),
        .. results.Leaving.Zip(results.ByHand).Select(static pair => Tail(
            $"client left, {Case(pair.First)}: until the upstream's handler was told, p99",
            pair.First.Travels(pair.First.Upstream),
            GoodTravel,
            ExtraordinaryTravel,
            $"; tokens by hand {Text(pair.Second.Travels(pair.Second.Upstream))}")),
        Zero(
            "upstream work that began more than 5 ms after the client had left",
            results.Leaving.Sum(static seen => seen.StepsAfterLeaving(ObservationExtensions.Allowance)),
            $"of {Steps(results.Leaving)} steps; within those 5 ms {results.Leaving.Sum(static seen => seen.StepsAfterLeaving(TimeSpan.Zero))}"),
        .. results.Silent.Select(static seen => Tail(
            $"client stopped, {Case(seen)}: the upstream's handler after its deadline, p99", seen.Upstream.Latenesses(), GoodLateness, ExtraordinaryLateness)),
        Zero(
            "upstream work that began more than 5 ms after its deadline",
            results.Silent.Sum(static seen => seen.StepsAfterDeadline(ObservationExtensions.Allowance)),
            $"of {Steps(results.Silent)} steps; within those 5 ms {results.Silent.Sum(static seen => seen.StepsAfterDeadline(TimeSpan.Zero))}"),
        new(
            "upstream work that began more than 5 ms after the client's own deadline",
            results.Silent.Sum(static seen => seen.StepsAfterClientDeadline(ObservationExtensions.Allowance)),
            $"{results.Silent.Sum(static seen => seen.StepsAfterClientDeadline(ObservationExtensions.Allowance))}",
            Note: "the header says how long, not until when: each hop counts from the moment the request arrives"),
        Zero(
            "requests that did not end as they should for the client: answered, or canceled",
            Others(results.Shrinking, "200") + Others(results.Leaving, ClientRecord.Canceled),
            $"of {results.Shrinking.Concat(results.Leaving).Sum(static seen => seen.Visits.Count)}"),
        Zero(
            "handlers that ended otherwise than by being told",
            Stopped(results).Count(static record => record.Told is null),
            string.Join("; ", Stopped(results).Select(static record => record.Failure).OfType<string>().Distinct().Take(ShownFailures))),
        Zero("handlers that ran on at the end of an experiment", results.Ours.Sum(static seen => seen.StillRunning)),
    ];

    private static IEnumerable<HopRecord> Stopped(ChainResults results) =>
        results.Leaving.Concat(results.Silent).SelectMany(static seen => seen.Hops).SelectMany(static hop => hop);

    private static string Case(Observation seen) => $"{seen.Protocol.Title()}, {seen.Plan.AtOnce} under way";

    private static int Steps(IEnumerable<Observation> all) => all.Sum(static seen => seen.Upstream.Sum(static record => record.Steps.Count));

    private static int Others(IEnumerable<Observation> all, string outcome) =>
        all.Sum(seen => seen.Visits.Count(visit => visit.Outcome != outcome));

    private static Finding Zero(string what, int number, string note = "") =>
        new(what, number, number.ToString(CultureInfo.InvariantCulture), Aim.AtMost(0, null), note);

    private static Finding Tail(string what, IReadOnlyCollection<double> milliseconds, double good, double extraordinary, string note = "")
    {
        // Nobody was told: nothing is worse.
        var number = milliseconds.Count == 0 ? double.PositiveInfinity : new Distribution(milliseconds).At(0.99);
        return new Finding(what, number, Text(milliseconds), Aim.AtMost(good, extraordinary, "ms"), $"of {milliseconds.Count}{note}");
    }

    private static string Text(IReadOnlyCollection<double> milliseconds) => milliseconds.Count == 0
        ? "never"
        : string.Create(CultureInfo.InvariantCulture, $"{new Distribution(milliseconds).At(0.99):0.00} ms");
}
