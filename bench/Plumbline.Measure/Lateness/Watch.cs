using Plumbline.Bench;

namespace Plumbline.Measure;

/// <summary>Sees how late deadlines are noticed.</summary>
/// <remarks>
/// The deadlines are watched in their order, each from before it passes, by threads that do nothing but look, or that work and look in
/// between. With more watchers than cores some watcher is always running, so that what is measured is not how late the watcher was.
/// </remarks>
/// <param name="crew">The watchers.</param>
/// <param name="work">What a watcher does between two looks.</param>
internal sealed class Watch(Crew crew, Action work)
{
    private static readonly TimeSpan _lead = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a deadline is waited for after the last has passed.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private int _next;

    /// <summary>Arms as many deadlines as asked for at random points of a window, and waits for all.</summary>
    internal WatchRound Run(IAlarms alarms, int count, TimeSpan window, int seed)
    {
        long[] due = ArmAll(alarms, count, window, seed);
        var seen = new long[count];
        long giveUp = due[^1] + ToUnits(Patience);
        Array.Fill(seen, giveUp);
        _next = 0;
        crew.Run(_ => Look(alarms, seen, giveUp));
        alarms.EndAll();
        return new WatchRound(new Distribution(seen.Zip(due, static (at, deadline) => ToMilliseconds(at - deadline))), count - _next);
    }

    internal static long ToUnits(TimeSpan time) => (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);

    internal static double ToMilliseconds(long units) => units * 1000.0 / TimeProvider.System.TimestampFrequency;

    private static long[] ArmAll(IAlarms alarms, int count, TimeSpan window, int seed)
    {
#pragma warning disable CA5394 // Random points in time, the same ones for everyone: no secret.
        var random = new Random(seed);
        TimeSpan[] timeouts = [.. Enumerable.Range(0, count).Select(_ => _lead + (window * random.NextDouble())).Order()];
#pragma warning restore CA5394
        var due = new long[count];
        GC.Collect();
        for (int i = 0; i < count; i++)
        {
            TimeSpan timeout = alarms.CountsMilliseconds ? TimeSpan.FromMilliseconds(Math.Ceiling(timeouts[i].TotalMilliseconds)) : timeouts[i];

            // Read before arming: the deadline is not before this, so that nothing on time can look early.
            due[i] = TimeProvider.System.GetTimestamp() + ToUnits(timeout);
            alarms.Arm(i, timeout);
        }

        return due;
    }

    private void Look(IAlarms alarms, long[] seen, long giveUp)
    {
        while (true)
        {
            work();
            int index = Volatile.Read(ref _next);
            if (index >= seen.Length)
            {
                return;
            }

            bool hasRung = alarms.HasRung(index);
            long now = TimeProvider.System.GetTimestamp();
            if (hasRung)
            {
                if (Interlocked.CompareExchange(ref _next, index + 1, index) == index)
                {
                    seen[index] = now;
                }
            }
            else if (now > giveUp)
            {
                return;
            }
        }
    }
}
