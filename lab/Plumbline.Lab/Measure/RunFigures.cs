using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Measure;

/// <summary>The figures of one run.</summary>
internal sealed record RunFigures
{
    /// <summary>The phases that the figures tell apart.</summary>
    public static readonly IReadOnlyList<Phase> Phases = [Phase.Before, Phase.Fault, Phase.After];

    /// <summary>How people fared, by page and phase.</summary>
    public required IReadOnlyDictionary<(Page Page, Phase Phase), PageFigures> Pages { get; init; }

    /// <summary>What the upstream did.</summary>
    public required UpstreamFigures Upstream { get; init; }

    /// <summary>The most requests in the edge at once, waiting or being worked on.</summary>
    public required int PeakEdge { get; init; }

    /// <summary>The most calls in the upstream at once, waiting or being worked on.</summary>
    public required int PeakUpstream { get; init; }

    /// <summary>Clicks for each person who came.</summary>
    public required double ClicksPerPerson { get; init; }

    /// <summary>Time from the end of the fault to being normal again (<see cref="Recovery"/>); null for not within the run.</summary>
    public required TimeSpan? Recovery { get; init; }

    /// <summary>99 % of the clicks were sent at most so long after the intended moment: how good the load was.</summary>
    public required TimeSpan SendLateness { get; init; }

    /// <summary>The part of one core that the busiest of the run's processes used, on average.</summary>
    public required double BusiestProcess { get; init; }

    /// <summary>Computes the figures.</summary>
    public static RunFigures From(RunData run)
    {
        var people = run.Clicks.Select(static click => click.Person).Distinct().Count();
        var length = run.Times.End - run.Times.Start;
        return new RunFigures
        {
            Pages = (from page in Enum.GetValues<Page>()
                     from phase in Phases
                     select (Key: (page, phase), Value: Fare(run, page, phase))).ToDictionary(x => x.Key, x => x.Value),
            Upstream = UpstreamFigures.From([.. run.Hops.Where(static hop => hop.Hop == Hop.Upstream)], run.Clicks, run.ReadAt),
            PeakEdge = Peak(run, Hop.Edge),
            PeakUpstream = Peak(run, Hop.Upstream),
            ClicksPerPerson = people == 0 ? 0 : (double)run.Clicks.Count / people,
            Recovery = Measure.Recovery.Find(run.Clicks, run.Times),
            SendLateness = Percentile.Of(run.Clicks.Select(static click => click.Sent - click.Intended), 0.99) ?? TimeSpan.Zero,
            BusiestProcess = run.ProcessorTime.Values.DefaultIfEmpty().Max() / length,
        };
    }

    private static int Peak(RunData run, Hop hop) =>
        run.Samples.Select(sample => sample.Services[hop].PeakInFlight).DefaultIfEmpty().Max();

    private static PageFigures Fare(RunData run, Page page, Phase phase)
    {
        var clicks = run.Clicks.Where(click => click.Page == page).ToArray();
        var made = clicks.Where(click => run.Times.At(click.Intended) == phase).ToArray();
        var answers = clicks
            .Where(click => click.Outcome == ClickOutcome.Answered && run.Times.At(click.Ended) == phase)
            .Select(static click => click.Latency)
            .ToArray();

        // People are counted by their first click: it is the earliest of theirs.
        var people = clicks
            .GroupBy(static click => click.Person)
            .Count(visit => run.Times.At(visit.Min(static click => click.Intended)) == phase);
        return new PageFigures(
            people,
            made.Length,
            answers.Length,
            answers.Length / run.Times.LengthOf(phase).TotalSeconds,
            people == 0 ? 0 : (double)answers.Length / people,
            Percentile.Of(answers, 0.5),
            Percentile.Of(answers, 0.99));
    }
}
