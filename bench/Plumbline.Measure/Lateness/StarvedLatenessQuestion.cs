namespace Plumbline.Measure;

/// <summary>Lateness while every thread of the pool is blocked.</summary>
internal sealed class StarvedLatenessQuestion : IQuestion
{
    private const int BlockedItems = 2_000;

    public string Name => "starved";

    public string Title => "How late is a deadline while the thread pool is starved?";

    public string Method =>
        "As in [lateness](lateness.md), idle, with 100 000 live deadlines, while 2 000 items that block fill the pool: it adds a thread or " +
        "two a second, which blocks, too. Watched by a thread that is not the pool's, for 2 s after the last deadline: what is not seen by then counts as seen then.";

    public IReadOnlyList<Finding> Ask(Profile profile)
    {
        int count = profile.Count(500);
        Aim aim = Aim.AtMost(5, 2, "ms");
        var crowd = new LiveCrowd(profile.Size(100_000));
        using var gate = new ManualResetEventSlim();
        using var watcher = new Crew(1);
        for (int i = 0; i < BlockedItems; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static gate => gate.Wait(), gate, preferLocal: false);
        }

        WaitUntilStarved();
        var watch = new Watch(watcher, static () => Thread.SpinWait(10));
        const string What = "lateness with a starved pool";
        TimeoutRange shortOnes = TimeoutRange.Short.For(profile);
        IReadOnlyList<(IAlarms, Aim?)> held =
        [
            (new ContextAlarms("`IsDone`", count, static ctx => ctx.IsDone), aim),
            (new ContextAlarms("`Status`", count, static ctx => ctx.Status == ContextStatus.DeadlineExceeded), aim),
            (new ContextTokenAlarms(count), aim),
        ];
        List<Finding> findings =
        [
            .. LatenessFindings.Compare(What, watch, held, profile.Rounds, count, shortOnes),
            .. LatenessFindings.Compare(What, watch, held, profile.Rounds, count, TimeoutRange.Long.For(profile)),
            .. LatenessFindings.Compare(What, watch, [(new TokenAlarms(count), null)], Math.Min(profile.Rounds, 3), count, shortOnes),
        ];
        crowd.End();
        gate.Set();
        return findings;
    }

    private static void WaitUntilStarved()
    {
        long giveUp = TimeProvider.System.GetTimestamp() + Watch.ToUnits(TimeSpan.FromSeconds(10));
        while (ThreadPool.ThreadCount < Environment.ProcessorCount || ThreadPool.PendingWorkItemCount < BlockedItems / 2)
        {
            if (TimeProvider.System.GetTimestamp() > giveUp)
            {
                throw new InvalidOperationException(
                    $"After 10 s the pool has {ThreadPool.ThreadCount} threads and {ThreadPool.PendingWorkItemCount} items waiting: it is not starved.");
            }

            Rest.ForMilliseconds(10);
        }
    }
}
