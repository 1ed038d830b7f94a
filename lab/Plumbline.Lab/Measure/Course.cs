using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Measure;

/// <summary>Cuts a cell into seconds.</summary>
internal static class Course
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    /// <summary>The seconds from the start of the warm-up to the end of the run.</summary>
    public static IReadOnlyList<CourseSecond> Of(RunData run, Departures gone)
    {
        var seconds = (int)Math.Ceiling((run.Times.End - run.Times.Start) / _second);
        var (busy, forNobody) = Workers(run, gone, seconds);
        var answers = run.Clicks
            .Where(static click => click.Outcome == ClickOutcome.Answered)
            .ToLookup(click => (click.Page, SecondOf(click.Ended)), static click => click.Latency);
        var people = run.Clicks
            .GroupBy(static click => click.Person)
            .Select(static visit => visit.MinBy(static click => click.Intended)!)
            .CountBy(click => (click.Page, SecondOf(click.Intended)))
            .ToDictionary();
        var samples = run.Samples.ToLookup(sample => SecondOf(sample.Moment));
        return [.. Enumerable.Range(0, seconds).Select(At)];

        int SecondOf(TimeSpan moment) => (int)Math.Floor((moment - run.Times.Start) / _second);

        int? InFlight(int second, Hop hop) => samples[second]
            .Select(sample => sample.Services.TryGetValue(hop, out var counters) ? counters.InFlight : (int?)null)
            .Max();

        CourseSecond At(int second)
        {
            TimeSpan[] home = [.. answers[(Page.Home, second)].Order()];
            TimeSpan[] report = [.. answers[(Page.Report, second)].Order()];
            return new CourseSecond(
                second,
                home.Length,
                people.GetValueOrDefault((Page.Home, second)),
                Percentile.OfSorted(home, 0.5),
                Percentile.OfSorted(home, 1),
                report.Length,
                people.GetValueOrDefault((Page.Report, second)),
                Percentile.OfSorted(report, 0.5),
                Percentile.OfSorted(report, 1),
                InFlight(second, Hop.Edge),
                InFlight(second, Hop.Mid),
                InFlight(second, Hop.Upstream),
                busy[second],
                forNobody[second]);
        }
    }

    /// <summary>Worker-seconds a second: how many workers are busy on average, and how many of them for nobody.</summary>
    private static (double[] Busy, double[] ForNobody) Workers(RunData run, Departures gone, int seconds)
    {
        var busy = new double[seconds];
        var forNobody = new double[seconds];
        foreach (var record in run.Hops.Where(static record => record is { Hop: Hop.Upstream, Started: not null }))
        {
            var from = record.Started!.Value - run.Times.Start;
            var until = (record.Ended ?? run.ReadAt) - run.Times.Start;
            for (var second = Math.Max(0, (int)(from / _second)); second < seconds && _second * second < until; second++)
            {
                var begin = Later(from, _second * second);
                var end = Earlier(until, _second * (second + 1));
                busy[second] += Math.Max(0, (end - begin).TotalSeconds);
                forNobody[second] += gone.Share(record.Click, begin + run.Times.Start, end + run.Times.Start).TotalSeconds;
            }
        }

        return (busy, forNobody);
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
