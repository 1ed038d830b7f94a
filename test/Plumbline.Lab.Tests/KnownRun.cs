using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests;

/// <summary>A small run whose figures can be counted by hand.</summary>
internal static class KnownRun
{
    /// <summary>Measured from 2 s; fault from 10 s to 20 s; end at 40 s.</summary>
    public static readonly PhaseTimes Times = new(S(0), S(2), S(10), S(20), S(40));

    private static readonly Vitals _idle = new(50_000_000, 2_000_000, 0, 4, 3, 2, 1, 0);

    /// <summary>
    /// Before: four people on /home, all answered, in 10, 20, 30 and 40 ms. Fault: one person on /home, answered in 50 ms, and one on /report, who leaves
    /// after a second and is answered on a second click, after the fault. The upstream works on for the first click until 28 s.
    /// </summary>
    public static RunData Data(string candidate = "C", int seed = 1, string fault = "slow") => new()
    {
        Key = new CellKey(fault, candidate, seed),
        Plan = new Plan { Seed = seed },
        Times = Times,
        Clicks =
        [
            Click(0, Page.Home, S(1), S(0.01)),
            Click(100, Page.Home, S(3), S(0.01)),
            Click(200, Page.Home, S(4), S(0.02)),
            Click(300, Page.Home, S(5), S(0.03)),
            Click(400, Page.Home, S(6), S(0.04)),
            Click(500, Page.Report, S(18), S(1), ClickOutcome.Left),
            Click(501, Page.Report, S(19.5), S(1)),
            Click(600, Page.Home, S(12), S(0.05)),
        ],
        Hops =
        [
            new HopRecord(Hop.Edge, 500, S(18), S(18), S(19.002), Finished: false, "client gone"),
            new HopRecord(Hop.Mid, 500, S(18), S(18), S(19.004), Finished: false, "client gone"),
            new HopRecord(Hop.Upstream, 500, S(18), S(18), S(28), Finished: true, Outcome: null),
            new HopRecord(Hop.Edge, 501, S(19.5), S(19.5), S(20.5), Finished: true, Outcome: null),
            new HopRecord(Hop.Mid, 501, S(19.5), S(19.5), S(20.5), Finished: true, Outcome: null),
            new HopRecord(Hop.Upstream, 501, S(19.5), S(20), S(20.4), Finished: true, Outcome: null),
        ],
        Samples = [At(S(4), edge: 2, clicks: 100), At(S(8), edge: 4, clicks: 300), At(S(12), edge: 10, clicks: 400), At(S(30), edge: 1, clicks: 500)],
        VitalsAtStart = Enum.GetValues<Hop>().ToDictionary(static hop => hop, static _ => _idle),
        VitalsAtEnd = Enum.GetValues<Hop>().ToDictionary(static hop => hop, static _ => _idle with { Timers = 5 }),
        ProcessorTime = new Dictionary<string, TimeSpan> { ["edge"] = S(4), ["upstream"] = S(10) },
        ReadAt = S(41),
        HeartbeatLateness = S(0.003),
        Remarks = ["the upstream was slow for 10.0 s"],
    };

    /// <summary>Its figures.</summary>
    public static CellResult Result(string candidate = "C", int seed = 1, string fault = "slow") =>
        CellResult.From(Data(candidate, seed, fault));

    /// <summary>
    /// A run of which only these differ: <paramref name="answered"/> of a hundred people on /home in the fault are answered, in
    /// <paramref name="latency"/> each.
    /// </summary>
    public static CellResult Answering(int answered, TimeSpan latency, string candidate = "C", int seed = 1) => CellResult.From(Data(candidate, seed) with
    {
        Clicks =
        [
            .. Enumerable.Range(0, 100).Select(person => Click(
                person * 100, Page.Home, S(10 + (person / 100.0)), latency, person < answered ? ClickOutcome.Answered : ClickOutcome.Left)),
        ],
    });

    /// <summary>A click; it was sent 2 ms late.</summary>
    public static ClickRecord Click(
        int click, Page page, TimeSpan intended, TimeSpan latency, ClickOutcome outcome = ClickOutcome.Answered, int? status = null) =>
        new(
            click,
            click / 100,
            page,
            intended,
            intended + S(0.002),
            intended + latency,
            outcome,
            status ?? (outcome == ClickOutcome.Answered ? 200 : 0));

    /// <summary>Counters at a moment. Each service has used 10 ms and allocated 1,000 bytes a click.</summary>
    private static Sample At(TimeSpan moment, int edge, int clicks)
    {
        var vitals = _idle with { CpuSeconds = clicks * 0.01, Allocated = clicks * 1000, Timers = edge };
        return new Sample(
            moment,
            new CrowdCounters(0, clicks, 0, 0, 0, Done: false),
            new Dictionary<Hop, ServiceCounters>
            {
                [Hop.Edge] = new(edge, 1234, 0, edge / 2, 17, vitals),
                [Hop.Mid] = new(0, 56, 0, 0, 0, vitals),
                [Hop.Upstream] = new(1, 78, 1, 0, 36, vitals),
            });
    }
}
