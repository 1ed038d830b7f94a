using System.Collections.Concurrent;

namespace Plumbline.Chain.Hops;

/// <summary>What a hop saw, and how many requests it is at. Safe from any thread.</summary>
internal sealed class HopLog
{
    private readonly ConcurrentQueue<HopRecord> _records = new();
    private int _inFlight;

    /// <summary>Requests whose handlers have not ended.</summary>
    internal int InFlight => Volatile.Read(ref _inFlight);

    internal void Enter() => Interlocked.Increment(ref _inFlight);

    internal void Leave() => Interlocked.Decrement(ref _inFlight);

    internal void Add(HopRecord record) => _records.Enqueue(record);

    /// <summary>All records since the last call.</summary>
    internal IReadOnlyList<HopRecord> Take()
    {
        List<HopRecord> taken = [];
        while (_records.TryDequeue(out var record))
        {
            taken.Add(record);
        }

        return taken;
    }
}
