namespace Plumbline.Measure;

/// <summary>Sees how late deadlines are noticed.</summary>
/// <remarks>
/// The deadlines are watched in the order in which they pass, each from before it does, by threads that do nothing but look, or that work
/// and look in between. With more watchers than cores some watcher is always running, so that what is measured is not how late the watcher was.
/// </remarks>
/// <param name="crew">The watchers.</param>
/// <param name="work">What a watcher does between two looks.</param>
internal sealed class Watch(Crew crew, Action work)
{
    /// <summary>How long a deadline is waited for after the last has passed.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Over how long arming is spread: several of the core's ticks, so that it happens at every point of one.</summary>
    private static readonly TimeSpan _arming = TimeSpan.FromMilliseconds(20);

    private int _next;

    /// <summary>Arms as many deadlines as asked for, and waits for all.</summary>
    internal WatchRound Run(IAlarms alarms, int count, TimeoutRange timeouts, int seed)
    {
        long[] due = new long[count];
        GC.Collect();
        ArmAll(alarms, due, timeouts, seed);
        int[] order = [.. Enumerable.Range(0, count)];
        Array.Sort(due, order);
        var seen = new long[count];
        long giveUp = due[^1] + ToUnits(Patience);
        Array.Fill(seen, giveUp);
        _next = 0;
        crew.Run(_ => Look(alarms, order, seen, giveUp));
        alarms.EndAll();
        return new WatchRound(new Distribution(seen.Zip(due, static (at, deadline) => ToMilliseconds(at - deadline))), count - _next);
    }

    /// <summary>Arms deadlines one after another, from the first index to the last.</summary>
    /// <param name="alarms">What is armed.</param>
    /// <param name="due">Filled in: when each has to ring.</param>
    /// <param name="timeouts">Of which lengths.</param>
    /// <param name="seed">The same one gives the same lengths.</param>
    internal static void ArmAll(IAlarms alarms, Span<long> due, TimeoutRange timeouts, int seed)
    {
        var random = new Random(seed);
        long start = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < due.Length; i++)
        {
            TimeSpan timeout = timeouts.NextFor(alarms, random);
            long armAt = start + ToUnits(_arming * ((double)i / due.Length));

            // Read before arming: the deadline is not before this, so that nothing on time can look early.
            long now = TimeProvider.System.GetTimestamp();
            while (now < armAt)
            {
                Thread.SpinWait(1);
                now = TimeProvider.System.GetTimestamp();
            }

            due[i] = now + ToUnits(timeout);
            alarms.Arm(i, timeout);
        }
    }

    internal static long ToUnits(TimeSpan time) => (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);

    internal static double ToMilliseconds(long units) => units * 1000.0 / TimeProvider.System.TimestampFrequency;

    private void Look(IAlarms alarms, int[] order, long[] seen, long giveUp)
    {
        while (true)
        {
            work();
            int place = Volatile.Read(ref _next);
            if (place >= seen.Length)
            {
                return;
            }

            bool hasRung = alarms.HasRung(order[place]);
            long now = TimeProvider.System.GetTimestamp();
            if (hasRung)
            {
                if (Interlocked.CompareExchange(ref _next, place + 1, place) == place)
                {
                    seen[place] = now;
                }
            }
            else if (now > giveUp)
            {
                return;
            }
        }
    }
}
