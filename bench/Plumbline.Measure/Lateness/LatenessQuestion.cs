using Plumbline.Bench;

namespace Plumbline.Measure;

/// <summary>Lateness with an idle machine, and with a busy one.</summary>
internal sealed class LatenessQuestion : IQuestion
{
    public string Name => "lateness";

    public string Title => "How late is a deadline?";

    public string Method =>
        "100 000 other deadlines are live, of contexts and of the BCL each. Deadlines at random points of a window are watched by a thread " +
        "that looks all the time (idle: the machine's other cores are), or by twice as many spinning threads as there are cores, each of " +
        "which looks every few microseconds (busy). From the deadline, read before it was armed, to the first look that finds it passed. " +
        "Median of the rounds' 99th percentiles and medians; highest and lowest of all. The last rows: all 100 000 pass within a second.";

    public IReadOnlyList<Finding> Ask(Profile profile)
    {
        int live = profile.Size(100_000);
        int count = profile.Count(700);
        TimeSpan window = profile.Time(0.7);
        var findings = new List<Finding>();
        var crowd = new LiveCrowd(live);
        Aim aim = Aim.AtMost(5, 2, "ms");
        using (var watcher = new Crew(1))
        {
            var watch = new Watch(watcher, static () => Thread.SpinWait(10));
            findings.AddRange(LatenessFindings.Compare(
                $"lateness of a deadline, idle, {live:N0} live", watch,
                [(Done(count), aim), (new TokenAlarms(count), null), (new CallbackAlarms(count, ofContexts: true), null), (new CallbackAlarms(count, ofContexts: false), null)],
                profile.Rounds, count, window));
        }

        using (var workers = new Crew(2 * Environment.ProcessorCount))
        {
            var watch = new Watch(workers, static () => Thread.SpinWait(100));
            findings.AddRange(LatenessFindings.Compare(
                $"lateness of a deadline, all cores busy, {live:N0} live", watch,
                [(Done(count), null), (new TokenAlarms(count), null)],
                profile.Rounds, count, window));
        }

        crowd.End();
        using (var watcher = new Crew(1))
        {
            var watch = new Watch(watcher, static () => { });
            findings.AddRange(LatenessFindings.Compare(
                $"lateness when {live:N0} deadlines pass within a second", watch,
                [(Done(live), null), (new TokenAlarms(live), null)],
                Math.Min(profile.Rounds, 3), live, TimeSpan.FromSeconds(1)));
        }

        return findings;
    }

    private static ContextAlarms Done(int capacity) => new("`IsDone`", capacity, static ctx => ctx.IsDone);
}
