using System.Collections.Concurrent;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Services;

/// <summary>Every request that a service got, and what became of it.</summary>
internal sealed class HopLog(Hop hop, TimeProvider clock)
{
    private readonly ConcurrentQueue<HopEntry> _entries = new();

    /// <summary>All requests of people, those not ended too.</summary>
    public IReadOnlyList<HopRecord> Records =>
        [.. _entries.Select(static entry => entry.Record).Where(static record => record.Click >= 0)];

    /// <summary>A request has come in.</summary>
    public HopEntry Arrive(int click)
    {
        var entry = new HopEntry(hop, click, clock);
        _entries.Enqueue(entry);
        return entry;
    }
}
