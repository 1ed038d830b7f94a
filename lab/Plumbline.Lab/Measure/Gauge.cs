namespace Plumbline.Lab.Measure;

/// <summary>How many there are now, and how many there ever were at once. Safe from any thread.</summary>
internal sealed class Gauge
{
    private int _now;
    private int _peak;

    /// <summary>How many there are.</summary>
    public int Now => Volatile.Read(ref _now);

    /// <summary>The most there were at any moment.</summary>
    public int Peak => Volatile.Read(ref _peak);

    /// <summary>One more.</summary>
    public void Add()
    {
        var now = Interlocked.Increment(ref _now);
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

    /// <summary>One less.</summary>
    public void Remove() => Interlocked.Decrement(ref _now);
}
