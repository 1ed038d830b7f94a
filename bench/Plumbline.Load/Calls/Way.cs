namespace Plumbline.Load.Calls;

/// <summary>One way to call.</summary>
/// <param name="Name">For the page; Markdown.</param>
/// <param name="Call">Makes one call.</param>
internal sealed record Way(string Name, Func<Task> Call)
{
    /// <summary>Makes calls.</summary>
    /// <param name="calls">How many; a multiple of <paramref name="atOnce"/>.</param>
    /// <param name="atOnce">How many at a time.</param>
    internal async Task<CallSample> MeasureAsync(int calls, int atOnce)
    {
        // Each starts with a clean heap, and pays for its own garbage only.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var start = TimeProvider.System.GetTimestamp();
        await (atOnce == 1
            ? CallAsync(calls)
            : Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(() => CallAsync(calls / atOnce)))));
        var took = TimeProvider.System.GetElapsedTime(start);
        return new CallSample(took.TotalMicroseconds / calls, (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / calls);
    }

    private async Task CallAsync(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            await Call();
        }
    }
}
