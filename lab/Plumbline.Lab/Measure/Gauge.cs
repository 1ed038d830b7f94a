namespace Plumbline.Lab.Measure;

/// <summary>How many there are now, and how many there ever were at once. Safe from any thread.</summary>
internal sealed class Gauge
{
    private long _now;
    private long _peak;

    /// <summary>How many there are.</summary>
    public int Now => (int)Volatile.Read(ref _now);

    /// <summary>The most there were at any moment.</summary>
    public int Peak => (int)Volatile.Read(ref _peak);

    /// <summary>One more.</summary>
    public void Add() => Add(1);

    /// <summary>One less.</summary>
    public void Remove() => Add(-1);

    /// <summary>So many more, or less.</summary>
    public void Add(long change)
    {
        var now = Interlocked.Add(ref _now, change);
        var peak = Volatile.Read(ref _peak);
        while (now > peak)
        {
            var seen = Interlocked.CompareExchange(ref _peak, now, peak);
            if (seen == peak)
            {
                return;
            }

            peak = seen;
        }
    }
}
