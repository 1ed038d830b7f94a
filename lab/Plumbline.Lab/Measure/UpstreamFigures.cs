namespace Plumbline.Lab.Measure;

/// <summary>What the upstream did, from the first click until everyone had been answered or had left, and for whom.</summary>
/// <param name="Calls">Calls that came in.</param>
/// <param name="Started">Calls that a worker took up.</param>
/// <param name="StartedForNobody">Of those, calls whose person had already left when it was taken up.</param>
/// <param name="Finished">Calls that a worker finished.</param>
/// <param name="FinishedForNobody">Of those, calls whose person had left when it was finished.</param>
/// <param name="WorkerTime">Time of all workers together that was spent at work.</param>
/// <param name="WorkerTimeForNobody">The part of it that was spent after the person had left.</param>
internal sealed record UpstreamFigures(
    int Calls,
    int Started,
    int StartedForNobody,
    int Finished,
    int FinishedForNobody,
    TimeSpan WorkerTime,
    TimeSpan WorkerTimeForNobody)
{
    /// <summary>Joins the upstream's log with what became of the clicks.</summary>
    /// <remarks>
    /// A person is gone from the moment the click ended without an answer: patience was over, or an error came. A click that was
    /// answered never makes its work count as work for nobody.
    /// </remarks>
    /// <param name="work">The log.</param>
    /// <param name="clicks">Every click, all of them ended.</param>
    /// <param name="read">When the log was read: work that was still under way counts up to here.</param>
    public static UpstreamFigures From(IReadOnlyList<HopRecord> work, IReadOnlyList<ClickRecord> clicks, TimeSpan read)
    {
        var gone = clicks
            .Where(static click => click.Outcome != ClickOutcome.Answered)
            .ToDictionary(static click => click.Click, static click => click.Ended);
        var figures = new UpstreamFigures(work.Count, 0, 0, 0, 0, TimeSpan.Zero, TimeSpan.Zero);
        foreach (var item in work)
        {
            if (item.Started is { } started)
            {
                var left = gone.TryGetValue(item.Click, out var moment) ? moment : TimeSpan.MaxValue;
                figures = figures.Add(started, item.Ended ?? read, item.Finished, left);
            }
        }

        return figures;
    }

    private UpstreamFigures Add(TimeSpan started, TimeSpan until, bool finished, TimeSpan left) => this with
    {
        Started = Started + 1,
        StartedForNobody = StartedForNobody + (started > left ? 1 : 0),
        Finished = Finished + (finished ? 1 : 0),
        FinishedForNobody = FinishedForNobody + (finished && until > left ? 1 : 0),
        WorkerTime = WorkerTime + Positive(until - started),
        WorkerTimeForNobody = WorkerTimeForNobody + Positive(until - (started > left ? started : left)),
    };

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
}
