using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Measure;

/// <summary>When a run is normal again.</summary>
/// <remarks>
/// The first moment after the fault from which, for ten seconds, 95 % of the clicks on every page are answered while the person waits,
/// and the p99 of <c>/home</c> is at most 2.5 times what it was before the fault. Clicks are compared with answers to the same clicks,
/// so the Poisson noise of arrivals does not count; as every person clicks at least once, goodput is then 95 % of the fault-free one or more.
/// </remarks>
/// <param name="Time">From the end of the fault to that moment, in steps of 100 ms; null when it did not come.</param>
/// <param name="Watched">The latest moment after the fault that could have been found: no later window fits into the run.</param>
/// <param name="Window">How long it must be normal; half of the time after the fault where that is shorter than 20 s.</param>
/// <param name="HomeLimit">What 99 % of the answered clicks on <c>/home</c> may take.</param>
internal sealed record Recovery(TimeSpan? Time, TimeSpan Watched, TimeSpan Window, TimeSpan HomeLimit)
{
    /// <summary>The part of the clicks that must be answered, 0 to 1.</summary>
    public const double AnsweredShare = 0.95;

    /// <summary>How much slower <c>/home</c> may be than before the fault.</summary>
    public const double HomeFactor = 2.5;

    /// <summary>The window, where the run is long enough.</summary>
    public static readonly TimeSpan FullWindow = TimeSpan.FromSeconds(10);

    /// <summary>The limit for <c>/home</c> is never lower: 2.5 times 12 ms would let one hiccup of the machine decide.</summary>
    public static readonly TimeSpan LowestHomeLimit = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks for it.</summary>
    public static Recovery Find(IReadOnlyList<ClickRecord> clicks, PhaseTimes times)
    {
        var window = times.LengthOf(Phase.After) >= 2 * FullWindow ? FullWindow : times.LengthOf(Phase.After) / 2;
        var usual = Percentile.Of(
            HomeLatencies(clicks.Where(click => times.At(click.Intended) == Phase.Before)), 0.99) ?? TimeSpan.Zero;
        var limit = usual * HomeFactor > LowestHomeLimit ? usual * HomeFactor : LowestHomeLimit;
        var pages = Enum.GetValues<Page>()
            .Select(page => clicks
                .Where(click => click.Page == page && click.Intended >= times.FaultUntil)
                .OrderBy(static click => click.Intended)
                .ToArray())
            .ToArray();
        TimeSpan? found = null;
        for (var from = times.FaultUntil; from + window <= times.End && found is null; from += _step)
        {
            if (IsNormal(pages, from, from + window, limit))
            {
                found = from - times.FaultUntil;
            }
        }

        return new Recovery(found, times.End - window - times.FaultUntil, window, limit);
    }

    private static bool IsNormal(ClickRecord[][] pages, TimeSpan from, TimeSpan until, TimeSpan homeLimit)
    {
        foreach (var page in pages)
        {
            // No clicks at all are no evidence of being normal.
            var made = Between(page, from, until);
            if (made.Count == 0 || made.Count(static click => click.Outcome == ClickOutcome.Answered) < AnsweredShare * made.Count)
            {
                return false;
            }
        }

        return Percentile.Of(HomeLatencies(Between(pages[(int)Page.Home], from, until)), 0.99) <= homeLimit;
    }

    private static IEnumerable<TimeSpan> HomeLatencies(IEnumerable<ClickRecord> clicks) => clicks
        .Where(static click => click is { Page: Page.Home, Outcome: ClickOutcome.Answered })
        .Select(static click => click.Latency);

    /// <summary>A run of 300 s asks for thousands of windows over a hundred thousand clicks: found by halving.</summary>
    private static ArraySegment<ClickRecord> Between(ClickRecord[] sorted, TimeSpan from, TimeSpan until)
    {
        var first = FirstFrom(sorted, from);
        return new ArraySegment<ClickRecord>(sorted, first, FirstFrom(sorted, until) - first);
    }

    private static int FirstFrom(ClickRecord[] sorted, TimeSpan moment)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle].Intended < moment)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
