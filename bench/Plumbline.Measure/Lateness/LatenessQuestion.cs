namespace Plumbline.Measure;

/// <summary>Lateness with an idle machine, and with a busy one.</summary>
internal sealed class LatenessQuestion : IQuestion
{
    public string Name => "lateness";

    public string Title => "How late is a deadline?";

    public string Method =>
        "100 000 other deadlines are live, of contexts and of the BCL each. Deadlines of random lengths are armed over 20 ms, at every point " +
        "of a tick, and watched by a thread that looks all the time (idle: the machine's other cores are), or by twice as many spinning " +
        "threads as there are cores, each of which looks every few microseconds (busy). From just before the call that derives, plus the " +
        "timeout, to the first look that finds it passed. Short timeouts and long ones apart, because the core may keep them differently; " +
        "tokens apart from `IsDone`, because the one asks the context and the other does not. Median of the rounds' 99th percentiles and " +
        "medians; highest and lowest of all. The last rows: all 100 000 pass within a second.";

    public IReadOnlyList<Finding> Ask(Profile profile)
    {
        int live = profile.Size(100_000);
        int count = profile.Count(700);
        var findings = new List<Finding>();
        var crowd = new LiveCrowd(live);
        Aim aim = Aim.AtMost(5, 2, "ms");
        IReadOnlyList<(IAlarms, Aim?)> held = [(Done(count), aim), (new ContextTokenAlarms(count), aim), (new TokenAlarms(count), null)];
        IReadOnlyList<(IAlarms, Aim?)> callbacks =
            [(new CallbackAlarms(count, ofContexts: true), null), (new CallbackAlarms(count, ofContexts: false), null)];
        TimeoutRange shortOnes = TimeoutRange.Short.For(profile);
        TimeoutRange longOnes = TimeoutRange.Long.For(profile);
        using (var watcher = new Crew(1))
        {
            var watch = new Watch(watcher, static () => Thread.SpinWait(10));
            string what = $"lateness of a deadline, idle, {live:N0} live";
            findings.AddRange(LatenessFindings.Compare(what, watch, [.. held, .. callbacks], profile.Rounds, count, shortOnes));
            findings.AddRange(LatenessFindings.Compare(what, watch, held, profile.Rounds, count, longOnes));
        }

        using (var workers = new Crew(2 * Environment.ProcessorCount))
        {
            var watch = new Watch(workers, static () => Thread.SpinWait(100));
            string what = $"lateness of a deadline, all cores busy, {live:N0} live";
            IReadOnlyList<(IAlarms, Aim?)> reported = [.. held.Select(static kind => (kind.Item1, (Aim?)null))];
            findings.AddRange(LatenessFindings.Compare(what, watch, reported, profile.Rounds, count, shortOnes));
            findings.AddRange(LatenessFindings.Compare(what, watch, reported, profile.Rounds, count, longOnes));
        }

        crowd.End();
        using (var watcher = new Crew(1))
        {
            var watch = new Watch(watcher, static () => { });
            findings.AddRange(LatenessFindings.Compare(
                $"lateness when {live:N0} deadlines pass within a second", watch,
                [(Done(live), null), (new TokenAlarms(live), null)],
                Math.Min(profile.Rounds, 3), live, TimeoutRange.OfMilliseconds(300, 1_300)));
        }

        return findings;
    }

    private static ContextAlarms Done(int capacity) => new("`IsDone`", capacity, static ctx => ctx.IsDone);
}
