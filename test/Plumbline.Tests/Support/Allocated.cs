namespace Plumbline.Tests.Support;

/// <summary>Counts what a call allocates on its own thread.</summary>
internal static class Allocated
{
    private const int Calls = 1000;

    /// <summary>Bytes that one call allocates, warm. The least of several runs: what else happens on the thread only adds.</summary>
    internal static long Bytes(Action call)
    {
        long least = long.MaxValue;
        for (int run = 0; run < 5; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Calls; i++)
            {
                call();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        // Rounded up: a byte now and then is not none.
        return (least + Calls - 1) / Calls;
    }
}
