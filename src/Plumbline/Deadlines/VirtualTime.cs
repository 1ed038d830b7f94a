namespace Plumbline;

/// <summary>What a test on a fake clock needs: callbacks run on the pool, and still it can wait for them.</summary>
internal static class VirtualTime
{
    /// <summary>Completes when every callback that became due on <paramref name="clock"/> has run to its end.</summary>
    /// <param name="clock">The clock that was advanced. What is due is known when its Advance returns.</param>
    internal static Task SettleAsync(TimeProvider clock) => Scheduler.For(clock).WhenQuiet();
}
