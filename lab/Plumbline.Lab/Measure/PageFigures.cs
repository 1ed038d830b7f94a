using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Measure;

/// <summary>How people fared with one page in one phase.</summary>
internal sealed record PageFigures
{
    /// <summary>What they wanted.</summary>
    public required Page Page { get; init; }

    /// <summary>When.</summary>
    public required Phase Phase { get; init; }

    /// <summary>People who came in the phase (first clicks). Without any fault that many answers would have come.</summary>
    public required int People { get; init; }

    /// <summary>Clicks made in the phase.</summary>
    public required int Clicks { get; init; }

    /// <summary>Answers that arrived in the phase before the person left: the goodput.</summary>
    public required int Answered { get; init; }

    /// <summary>The same, a second.</summary>
    public required double PerSecond { get; init; }

    /// <summary>
    /// The goodput as a share of what the same people would have got without a fault: an answer each. It passes 1 when people of
    /// the phase before get their answer on a later click.
    /// </summary>
    public required double ShareOfFaultFree { get; init; }

    /// <summary>The part of the people who came in the phase whose very first click was answered, 0 to 1.</summary>
    public required double FirstClickShare { get; init; }

    /// <summary>Half of the answers took at most this, from the intended click; null when there were none.</summary>
    public required TimeSpan? P50 { get; init; }

    /// <summary>99 % of the answers took at most this; null when there were none.</summary>
    public required TimeSpan? P99 { get; init; }

    /// <summary>99.9 % of the answers took at most this; null when there were none.</summary>
    public required TimeSpan? P999 { get; init; }

    /// <summary>The clicks made in the phase by how they ended: "answered", "left", "HTTP 503", "connection broken".</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    /// <summary>Computes the figures of all pages and phases.</summary>
    public static IReadOnlyList<PageFigures> From(IReadOnlyList<ClickRecord> clicks, PhaseTimes times) =>
    [
        .. from page in Enum.GetValues<Page>()
           let wanted = clicks.Where(click => click.Page == page).ToArray()
           let firsts = wanted.GroupBy(static click => click.Person).Select(static visit => visit.MinBy(static click => click.Intended)!).ToArray()
           from phase in CellResult.Phases
           select Of(page, phase, wanted, firsts, times),
    ];

    /// <summary>How a click ended, in a word or two.</summary>
    public static string OutcomeOf(ClickRecord click) => click switch
    {
        { Outcome: ClickOutcome.Answered } => "answered",
        { Outcome: ClickOutcome.Left } => "left",
        { Status: 0 } => "connection broken",
        _ => $"HTTP {click.Status}",
    };

    private static PageFigures Of(Page page, Phase phase, ClickRecord[] clicks, ClickRecord[] firsts, PhaseTimes times)
    {
        var made = clicks.Where(click => times.At(click.Intended) == phase).ToArray();
        var came = firsts.Where(click => times.At(click.Intended) == phase).ToArray();
        var latencies = clicks
            .Where(click => click.Outcome == ClickOutcome.Answered && times.At(click.Ended) == phase)
            .Select(static click => click.Latency)
            .Order()
            .ToArray();
        return new PageFigures
        {
            Page = page,
            Phase = phase,
            People = came.Length,
            Clicks = made.Length,
            Answered = latencies.Length,
            PerSecond = latencies.Length / times.LengthOf(phase).TotalSeconds,
            ShareOfFaultFree = Share(latencies.Length, came.Length),
            FirstClickShare = Share(came.Count(static click => click.Outcome == ClickOutcome.Answered), came.Length),
            P50 = Percentile.OfSorted(latencies, 0.5),
            P99 = Percentile.OfSorted(latencies, 0.99),
            P999 = Percentile.OfSorted(latencies, 0.999),
            Outcomes = made.CountBy(OutcomeOf).OrderByDescending(static pair => pair.Value).ToDictionary(),
        };
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
