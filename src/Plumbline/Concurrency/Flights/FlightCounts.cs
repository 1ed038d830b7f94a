namespace Plumbline.Concurrency;

/// <summary>How much of it there is at this moment, of all flights of one name.</summary>
internal sealed class FlightCounts(string? name)
{
    private long _live;
    private long _callers;
    private long _orphans;

    internal KeyValuePair<string, object?>[] Tags { get; } = name is null ? [] : [new("plumbline.flight.name", name)];

    internal long Live => Volatile.Read(ref _live);

    internal long Callers => Volatile.Read(ref _callers);

    internal long Orphans => Volatile.Read(ref _orphans);

    internal void AddLive(int by) => Interlocked.Add(ref _live, by);

    internal void AddCallers(int by) => Interlocked.Add(ref _callers, by);

    internal void AddOrphans(int by) => Interlocked.Add(ref _orphans, by);
}
