namespace Plumbline.Lab.Measure;

/// <summary>What one tier did, from the first click until everyone had been answered or had left, and for whom.</summary>
internal sealed record HopFigures
{
    /// <summary>A start so soon after the person left is a race, not a mistake: the news was on its way.</summary>
    public static readonly TimeSpan RaceWindow = TimeSpan.FromMilliseconds(5);

    /// <summary>Requests that came in.</summary>
    public required int Requests { get; init; }

    /// <summary>Of those, requests that got a slot or a worker.</summary>
    public required int Started { get; init; }

    /// <summary>Of those, requests whose person had already left.</summary>
    public required int StartedForNobody { get; init; }

    /// <summary>Of those, requests whose person had left more than <see cref="RaceWindow"/> before.</summary>
    public required int StartedLongAfter { get; init; }

    /// <summary>Requests that were finished.</summary>
    public required int Finished { get; init; }

    /// <summary>Time of all slots or workers together that was spent at work.</summary>
    public required TimeSpan Busy { get; init; }

    /// <summary>The part of it that was spent after the person had left.</summary>
    public required TimeSpan BusyForNobody { get; init; }

    /// <summary>Requests that came in and whose handler had not ended.</summary>
    public required Level InFlight { get; init; }

    /// <summary>Requests that waited for a slot or a worker.</summary>
    public required Level Waiting { get; init; }

    /// <summary>Requests that were here, waiting or being worked on, when their person left.</summary>
    public required int LeftBehind { get; init; }

    /// <summary>Of those, requests that were still here when the log was read; they count up to then.</summary>
    public required int NeverStopped { get; init; }

    /// <summary>Half of those were gone from this tier within this time of the person; null when there were none.</summary>
    public required TimeSpan? StopP50 { get; init; }

    /// <summary>99 % of those were gone from this tier within this time of the person; null when there were none.</summary>
    public required TimeSpan? StopP99 { get; init; }

    /// <summary>Requests by why they were not finished, where the tier knows.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    /// <summary>The part of the starts that were for people who had left, 0 to 1.</summary>
    public double StartedForNobodyShare => Started == 0 ? 0 : (double)StartedForNobody / Started;

    /// <summary>The part of the busy time that was for people who had left, 0 to 1.</summary>
    public double BusyForNobodyShare => Busy == TimeSpan.Zero ? 0 : BusyForNobody / Busy;

    /// <summary>Joins a tier's log with what became of the clicks.</summary>
    /// <param name="run">The cell.</param>
    /// <param name="gone">When each click's person was gone.</param>
    /// <param name="hop">The tier.</param>
    public static HopFigures From(RunData run, Departures gone, Hop hop)
    {
        var records = run.Hops.Where(record => record.Hop == hop).ToArray();
        var started = records.Where(static record => record.Started is not null).ToArray();
        var leftBehind = records
            .Where(record => record.Arrived <= gone.Of(record.Click) && gone.Of(record.Click) < End(record))
            .ToArray();
        var stops = leftBehind.Select(record => End(record) - gone.Of(record.Click)).Order().ToArray();
        return new HopFigures
        {
            Requests = records.Length,
            Started = started.Length,
            StartedForNobody = started.Count(record => record.Started > gone.Of(record.Click)),
            StartedLongAfter = started.Count(record => record.Started - RaceWindow > gone.Of(record.Click)),
            Finished = records.Count(static record => record.Finished),
            Busy = Sum(started, record => Positive(End(record) - record.Started!.Value)),
            BusyForNobody = Sum(started, record => gone.Share(record.Click, record.Started!.Value, End(record))),
            InFlight = Level.Of(run.Samples, run.Times, hop, static now => now.InFlight, static now => now.PeakInFlight),
            Waiting = Level.Of(run.Samples, run.Times, hop, static now => now.Waiting, static now => now.PeakWaiting),
            LeftBehind = leftBehind.Length,
            NeverStopped = leftBehind.Count(static record => record.Ended is null),
            StopP50 = Percentile.OfSorted(stops, 0.5),
            StopP99 = Percentile.OfSorted(stops, 0.99),
            Outcomes = records
                .Where(static record => record.Outcome is not null)
                .CountBy(static record => record.Outcome!)
                .OrderByDescending(static pair => pair.Value)
                .ToDictionary(),
        };

        // What is still under way counts up to the moment the log was read.
        TimeSpan End(HopRecord record) => record.Ended ?? run.ReadAt;
    }

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;

    private static TimeSpan Sum(HopRecord[] records, Func<HopRecord, TimeSpan> span) =>
        TimeSpan.FromTicks(records.Sum(record => span(record).Ticks));
}
