namespace Plumbline.Measure;

/// <summary>How often the core's thread wakes.</summary>
internal sealed class WakingQuestion : IQuestion
{
    public string Name => "waking";

    public string Title => "How often does the thread that watches deadlines wake?";

    public string Method =>
        "Counted by the kernel (`voluntary_ctxt_switches` of the thread), over a few seconds each, after half a second of rest where nothing " +
        "or little is armed. A thread that was never started wakes 0 times.";

    public IReadOnlyList<Finding> Ask(Profile profile)
    {
        if (!SchedulerThread.CanBeSeen)
        {
            return [new Finding("wake-ups", 0, "not measured: this system has no /proc/self/task")];
        }

        TimeSpan quiet = profile.Time(3, least: 0.3);
        Aim none = Aim.AtMost(0, null);
        var findings = new List<Finding>();
        for (int i = 0; i < 1_000; i++)
        {
            using var cancel = Context.Background.WithCancel(out _);
        }

        findings.Add(CountResting("wake-ups with nothing ever armed", quiet, none));
        Context.Background.WithTimeout(TimeSpan.FromHours(1), out _).Dispose();
        findings.Add(CountResting("wake-ups with nothing armed any more", quiet, none));
        using (Context.Background.WithTimeout(TimeSpan.FromHours(1), out _))
        {
            findings.Add(CountResting("wake-ups with one deadline in an hour", quiet, none));
        }

        TimeSpan busy = profile.Time(1, least: 0.2);
        findings.Add(CountArming("wake-ups a second while arming steadily", busy, profile.Rounds, TimeSpan.Zero, Aim.AtMost(260, null, "/s")));
        findings.Add(CountArming("wake-ups a second while arming one every 20 ms", busy, profile.Rounds, TimeSpan.FromMilliseconds(20), null));
        findings.Add(CountArming("wake-ups a second while arming one every 200 ms", busy, profile.Rounds, TimeSpan.FromMilliseconds(200), null));
        return findings;
    }

    private static Finding CountResting(string what, TimeSpan time, Aim aim)
    {
        Rest.ForMilliseconds(500);
        long before = SchedulerThread.CountSleeps() ?? 0;
        Rest.For(time);
        long wakes = (SchedulerThread.CountSleeps() ?? 0) - before;
        return new Finding(what, wakes, $"{wakes} in {time.TotalSeconds:0.#} s", aim);
    }

    private static Finding CountArming(string what, TimeSpan time, int rounds, TimeSpan pause, Aim? aim)
    {
        var rates = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            long before = SchedulerThread.CountSleeps() ?? 0;
            long start = TimeProvider.System.GetTimestamp();
            do
            {
                using var cancel = Context.Background.WithTimeout(TimeSpan.FromHours(1), out _);
                if (pause > TimeSpan.Zero)
                {
                    Rest.For(pause);
                }
            }
            while (TimeProvider.System.GetElapsedTime(start) < time);

            rates[round] = ((SchedulerThread.CountSleeps() ?? 0) - before) / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        }

        var found = new Distribution(rates);
        return new Finding(what, found.Median, $"{found.Median:0}/s ({found.Lowest:0}–{found.Highest:0})", aim);
    }
}
