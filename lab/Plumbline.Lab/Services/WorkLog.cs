using System.Collections.Concurrent;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Services;

/// <summary>Every call the upstream got, and what it did for it.</summary>
internal sealed class WorkLog(TimeProvider clock)
{
    private readonly ConcurrentQueue<WorkItem> _items = new();

    /// <summary>All calls, those not ended too.</summary>
    public IReadOnlyList<WorkRecord> Records => [.. _items.Select(static item => item.Record)];

    /// <summary>A call has come in.</summary>
    public WorkItem Arrive(int click)
    {
        var item = new WorkItem(click, clock);
        _items.Enqueue(item);
        return item;
    }
}
