namespace Plumbline.Lab.Faults.Pauses;

/// <summary>Real pauses of the collector: a large graph that lives, and full blocking collections one after the other.</summary>
internal static class HeapPressure
{
    /// <summary>Nodes of the graph, each with a link to the next and one across: about 80 MB that each collection must mark.</summary>
    public const int Nodes = 2_000_000;

    /// <summary>Does it on the calling thread until the time is up.</summary>
    /// <param name="clock">Measures the time.</param>
    /// <param name="time">How long; the last collection may end later.</param>
    /// <param name="nodes">Size of the graph, at least 1.</param>
    /// <returns>How often the collector ran, and how long it kept all threads stopped.</returns>
    public static PressureRecord Run(TimeProvider clock, TimeSpan time, int nodes = Nodes)
    {
        var from = clock.GetTimestamp();
        var paused = GC.GetTotalPauseDuration();
        var collections = GC.CollectionCount(2);
        var graph = Grow(nodes);
        do
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        }
        while (clock.GetElapsedTime(from) < time);
        GC.KeepAlive(graph);
        return new PressureRecord(
            GC.CollectionCount(2) - collections, GC.GetTotalPauseDuration() - paused, clock.GetElapsedTime(from));
    }

    private static Node[] Grow(int nodes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nodes, 1);
        var graph = new Node[nodes];
        for (var i = 0; i < nodes; i++)
        {
            // The link across makes the collector jump about in memory, as grown graphs do.
            graph[i] = new Node(i == 0 ? null : graph[i - 1], i == 0 ? null : graph[(int)(((i * 2_654_435_761L) >> 7) % i)]);
        }

        return graph;
    }

    private sealed record Node(Node? Next, Node? Across);
}
