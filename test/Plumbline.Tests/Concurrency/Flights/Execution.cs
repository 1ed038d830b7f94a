namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>One execution of the work of a flight, in the test's hand.</summary>
internal sealed class Execution(Context ctx, string key)
{
    internal Context Ctx { get; } = ctx;

    internal string Key { get; } = key;

    // Continuations run inline. But who completes this may come before the flight waits for it, and then that lands on its own thread.
    internal TaskCompletionSource<string> Ending { get; } = new();
}
