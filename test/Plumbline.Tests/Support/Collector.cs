namespace Plumbline.Tests.Support;

/// <summary>Waits until the garbage collector, and the scheduler of the system clock, have let go of something.</summary>
internal static class Collector
{
    private const int Attempts = 50;

    /// <summary>Collects until the object is gone; fails when it stays.</summary>
    internal static Task UntilGoneAsync(WeakReference reference, string what) => UntilAsync(() => !reference.IsAlive, what + " to be collected");

    /// <summary>Collects, and lets the scheduler tick, until the condition holds; fails when it never does.</summary>
    internal static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (int attempt = 0; attempt < Attempts && !condition(); attempt++)
        {
            await TickAsync();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(condition(), $"Waited for {what} through {Attempts} collections.");
    }

    /// <summary>Completes when the scheduler of the system clock has taken in all that was armed and disarmed before.</summary>
    internal static async Task TickAsync()
    {
        using CancelScope scope = Context.Background.WithTimeout(TimeSpan.FromMilliseconds(1), out Context tick);
        await Bounded.WaitAsync(tick.Done, "a deadline of one millisecond");
    }
}
