using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency;

/// <summary>What a loop leaves on the heap.</summary>
internal static class Retention
{
    // A waiter, a registration or a continuation that is left behind has 24 bytes at least.
    private const int LeastLeakPerTurn = 16;
    private const int Attempts = 5;

    /// <summary>Takes the turns; fails when the heap grows with them, every time anew. What the process else allocates once does so once.</summary>
    internal static async Task AssertNoneAsync(int turns, Func<Task> turn)
    {
        await TakeAsync(turns / 10, turn);
        long grown = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && grown >= turns * LeastLeakPerTurn; attempt++)
        {
            long before = await HeapBytesAsync();
            await TakeAsync(turns, turn);
            grown = await HeapBytesAsync() - before;
        }

        Assert.True(grown < turns * LeastLeakPerTurn, $"{turns} turns left {grown} bytes on the heap, {Attempts} times.");
    }

    private static async Task TakeAsync(int turns, Func<Task> turn)
    {
        for (int i = 0; i < turns; i++)
        {
            await Bounded.WaitAsync(turn(), "a turn to end");
        }
    }

    private static async Task<long> HeapBytesAsync()
    {
        await Collector.TickAsync();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
