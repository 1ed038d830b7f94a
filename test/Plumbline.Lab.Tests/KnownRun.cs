using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests;

/// <summary>A small run whose figures can be counted by hand.</summary>
internal static class KnownRun
{
    /// <summary>Measured from 2 s; fault from 10 s to 20 s; end at 40 s.</summary>
    public static readonly PhaseTimes Times = new(S(0), S(2), S(10), S(20), S(40));

    /// <summary>
    /// Before: four people on /home, all answered, in 10, 20, 30 and 40 ms. Fault: one person on /report, who leaves and is answered
    /// on a second click, after the fault.
    /// </summary>
    public static RunData Data(string candidate) => new()
    {
        Key = new CellKey("slow", candidate, 1),
        Plan = Plan.Quick(seed: 1),
        Times = Times,
        Clicks =
        [
            Click(0, 0, Page.Home, S(1), S(0.01), ClickOutcome.Answered),
            Click(100, 1, Page.Home, S(3), S(0.01), ClickOutcome.Answered),
            Click(200, 2, Page.Home, S(4), S(0.02), ClickOutcome.Answered),
            Click(300, 3, Page.Home, S(5), S(0.03), ClickOutcome.Answered),
            Click(400, 4, Page.Home, S(6), S(0.04), ClickOutcome.Answered),
            Click(500, 5, Page.Report, S(18), S(1), ClickOutcome.Left),
            Click(501, 5, Page.Report, S(19.5), S(1), ClickOutcome.Answered),
        ],
        Hops =
        [
            new HopRecord(Hop.Upstream, 500, S(18), S(18), S(28), Finished: true, Outcome: null),
            new HopRecord(Hop.Upstream, 501, S(19.5), S(20), S(20.4), Finished: true, Outcome: null),
        ],
        Samples =
        [
            new Sample(S(40), new CrowdCounters(6, 7, 0, 5, 1, true), new Dictionary<Hop, ServiceCounters>
            {
                [Hop.Edge] = ServiceCounters.None with { PeakInFlight = 1234, PeakWaiting = 1000 },
                [Hop.Mid] = ServiceCounters.None,
                [Hop.Upstream] = ServiceCounters.None with { PeakInFlight = 56, PeakWaiting = 36 },
            }),
        ],
        VitalsAtStart = new Dictionary<Hop, Vitals>(),
        VitalsAtEnd = new Dictionary<Hop, Vitals>(),
        ProcessorTime = new Dictionary<string, TimeSpan> { ["edge"] = S(4), ["upstream"] = S(10) },
        ReadAt = S(41),
        HeartbeatLateness = S(0.001),
        Remarks = [],
    };

    private static ClickRecord Click(
        int click, int person, Page page, TimeSpan intended, TimeSpan latency, ClickOutcome outcome) =>
        new(click, person, page, intended, intended + S(0.002), intended + latency, outcome, outcome == ClickOutcome.Answered ? 200 : 0);
}
