namespace Plumbline.Measure;

/// <summary>One of two ways to do the same.</summary>
/// <param name="Name">For the page.</param>
/// <param name="Operations">How many times <paramref name="Batch"/> does it.</param>
/// <param name="Batch">Does it; short enough to be called often, so that the compiler sees a hot method and not one long loop.</param>
internal sealed record Contestant(string Name, int Operations, Action Batch)
{
    /// <summary>Runs <paramref name="batches"/> batches.</summary>
    /// <returns>Nanoseconds for one operation.</returns>
    internal double Time(int batches)
    {
        long start = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < batches; i++)
        {
            Batch();
        }

        return TimeProvider.System.GetElapsedTime(start).TotalNanoseconds / ((double)batches * Operations);
    }

    /// <summary>Bytes that one operation allocates on this thread.</summary>
    internal double Bytes()
    {
        const int Batches = 10;
        Batch();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Batches; i++)
        {
            Batch();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / ((double)Batches * Operations);
    }
}
