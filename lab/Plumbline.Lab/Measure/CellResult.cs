using System.Text.Json.Serialization;
using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Measure;

/// <summary>The figures of one cell: what is kept of it.</summary>
internal sealed record CellResult
{
    /// <summary>The phases that the figures tell apart.</summary>
    public static readonly IReadOnlyList<Phase> Phases = [Phase.Before, Phase.Fault, Phase.After];

    /// <summary>From this lateness on the machine was too busy for the cell's latencies to be trusted.</summary>
    public static readonly TimeSpan LateFrom = TimeSpan.FromMilliseconds(50);

    /// <summary>Which cell it is.</summary>
    public required CellKey Key { get; init; }

    /// <summary>Every number it was made of.</summary>
    public required Plan Plan { get; init; }

    /// <summary>When its phases really began, from the start of the warm-up.</summary>
    public required PhaseTimes Times { get; init; }

    /// <summary>How people fared, by page and phase.</summary>
    public required IReadOnlyList<PageFigures> Pages { get; init; }

    /// <summary>What each tier did, and for whom.</summary>
    public required IReadOnlyDictionary<Hop, HopFigures> Hops { get; init; }

    /// <summary>What each tier held.</summary>
    public required IReadOnlyDictionary<Hop, VitalsFigures> Vitals { get; init; }

    /// <summary>When it was normal again.</summary>
    public required Recovery Recovery { get; init; }

    /// <summary>Clicks for each person who came.</summary>
    public required double ClicksPerPerson { get; init; }

    /// <summary>Calls that the upstream got for each person who wanted <c>/report</c>: the amplification.</summary>
    public required double CallsPerIntent { get; init; }

    /// <summary>What a click costs while all is well; null when it could not be read.</summary>
    public required HealthyCost? Healthy { get; init; }

    /// <summary>99 % of the clicks were sent at most so long after the intended moment: how good the load was.</summary>
    public required TimeSpan SendLateness { get; init; }

    /// <summary>99 % of the orchestrator's heartbeats came at most so late: how busy the machine was.</summary>
    public required TimeSpan HeartbeatLateness { get; init; }

    /// <summary>Processor time by process.</summary>
    public required IReadOnlyDictionary<string, TimeSpan> ProcessorTime { get; init; }

    /// <summary>What the fault said.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>Second by second.</summary>
    public required IReadOnlyList<CourseSecond> Course { get; init; }

    /// <summary>The machine was too busy: the figures show a lack of processor time as well.</summary>
    [JsonIgnore]
    public bool IsDisturbed => SendLateness > LateFrom || HeartbeatLateness > LateFrom;

    /// <summary>What the upstream did.</summary>
    [JsonIgnore]
    public HopFigures Upstream => Hops[Hop.Upstream];

    /// <summary>How people fared with one page in one phase.</summary>
    public PageFigures Of(Page page, Phase phase) => Pages.Single(figures => figures.Page == page && figures.Phase == phase);

    /// <summary>Computes the figures.</summary>
    public static CellResult From(RunData run)
    {
        var gone = new Departures(run.Clicks);
        var hops = Enum.GetValues<Hop>().ToDictionary(static hop => hop, hop => HopFigures.From(run, gone, hop));
        var people = run.Clicks.DistinctBy(static click => click.Person).ToArray();
        var wantReport = people.Count(static click => click.Page == Page.Report);
        return new CellResult
        {
            Key = run.Key,
            Plan = run.Plan,
            Times = run.Times.FromStart(),
            Pages = PageFigures.From(run.Clicks, run.Times),
            Hops = hops,
            Vitals = (from hop in Enum.GetValues<Hop>()
                      let vitals = VitalsFigures.From(run, hop)
                      where vitals is not null
                      select (hop, vitals)).ToDictionary(),
            Recovery = Measure.Recovery.Find(run.Clicks, run.Times),
            ClicksPerPerson = people.Length == 0 ? 0 : (double)run.Clicks.Count / people.Length,
            CallsPerIntent = wantReport == 0 ? 0 : (double)hops[Hop.Upstream].Requests / wantReport,
            Healthy = HealthyCost.From(run),
            SendLateness = Percentile.Of(run.Clicks.Select(static click => click.Sent - click.Intended), 0.99) ?? TimeSpan.Zero,
            HeartbeatLateness = run.HeartbeatLateness,
            ProcessorTime = run.ProcessorTime,
            Remarks = run.Remarks,
            Course = Measure.Course.Of(run, gone),
        };
    }
}
