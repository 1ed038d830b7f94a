using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Measure;

/// <summary>When a run is normal again.</summary>
/// <remarks>
/// The first moment after the fault from which, for five seconds, 95 % of the clicks on every page are answered while the
/// person waits, and 99 % of the answered clicks on <c>/home</c> take at most 250 ms. Clicks are compared with
/// answers to the same clicks, so the Poisson noise of arrivals does not count.
/// </remarks>
internal static class Recovery
{
    /// <summary>How long it must be normal.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    /// <summary>The part of the clicks that must be answered, 0 to 1.</summary>
    public const double AnsweredShare = 0.95;

    /// <summary>What 99 % of the answered clicks on <c>/home</c> may take.</summary>
    public static readonly TimeSpan HomeLimit = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(100);

    /// <summary>Time from the end of the fault to that moment, in steps of 100 ms; null when it did not come before the end of the run.</summary>
    public static TimeSpan? Find(IReadOnlyList<ClickRecord> clicks, PhaseTimes times)
    {
        var after = clicks.Where(click => click.Intended >= times.FaultUntil).ToArray();
        for (var from = times.FaultUntil; from + Window <= times.End; from += _step)
        {
            var moment = from;
            if (IsNormal([.. after.Where(click => click.Intended >= moment && click.Intended < moment + Window)]))
            {
                return from - times.FaultUntil;
            }
        }

        return null;
    }

    private static bool IsNormal(ClickRecord[] clicks)
    {
        foreach (var page in Enum.GetValues<Page>())
        {
            // No clicks at all are no evidence of being normal.
            var made = clicks.Count(click => click.Page == page);
            var answered = clicks.Count(click => click.Page == page && click.Outcome == ClickOutcome.Answered);
            if (made == 0 || answered < AnsweredShare * made)
            {
                return false;
            }
        }

        var home = clicks.Where(static click => click is { Page: Page.Home, Outcome: ClickOutcome.Answered });
        return Percentile.Of(home.Select(static click => click.Latency), 0.99) <= HomeLimit;
    }
}
