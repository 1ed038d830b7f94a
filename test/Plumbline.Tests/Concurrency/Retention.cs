using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency;

/// <summary>What a loop leaves on the heap.</summary>
internal static class Retention
{
    // A waiter, a registration or a continuation that is left behind has 24 bytes at least.
    private const int LeastLeakPerTurn = 8;

    /// <summary>Takes the turns; fails when the heap has grown with them.</summary>
    internal static async Task AssertNoneAsync(int turns, Func<Task> turn)
    {
        await TakeAsync(turns / 10, turn);
        long before = HeapBytes();
        await TakeAsync(turns, turn);

        // Once more where it is not clear: what other threads of the process still hold goes away, a leak does not.
        await Collector.UntilAsync(
            () => HeapBytes() - before < turns * LeastLeakPerTurn, $"the heap to be as it was before {turns} turns ({HeapBytes() - before} bytes more)");
    }

    private static async Task TakeAsync(int turns, Func<Task> turn)
    {
        for (int i = 0; i < turns; i++)
        {
            await Bounded.WaitAsync(turn(), "a turn to end");
        }
    }

    private static long HeapBytes() => GC.GetTotalMemory(forceFullCollection: true);
}
