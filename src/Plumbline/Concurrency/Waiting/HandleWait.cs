namespace Plumbline.Concurrency;

/// <summary>One wait of the thread pool for a handle, which can be stopped without losing a signal.</summary>
internal sealed class HandleWait
{
    // Invariants
    //   1. The handle's callback runs at most once, and when it runs the signal has been taken: then the wait has succeeded, whoever stops it.
    //   2. Stopping fails the wait only once the pool has said that the callback has not run and will not.
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RegisteredWaitHandle _registered;

    internal HandleWait(WaitHandle handle) =>
        _registered = ThreadPool.UnsafeRegisterWaitForSingleObject(
            handle, static (wait, _) => ((HandleWait)wait!)._ended.TrySetResult(true), this, Timeout.Infinite, executeOnlyOnce: true);

    /// <summary>True when the handle was signaled, false when the wait was stopped.</summary>
    internal Task<bool> Task => _ended.Task;

    /// <summary>The wait has succeeded: what the pool keeps for it is given back.</summary>
    internal void Release() => _registered.Unregister(null);

    /// <summary>Ends the wait without success, unless a signal has been taken for it.</summary>
    internal void Stop()
    {
        // Signaled by the pool when no callback runs and none will (2).
        var over = new ManualResetEvent(false);
        if (!_registered.Unregister(over))
        {
            // It was unregistered before, so the callback has run or runs.
            over.Dispose();
            return;
        }

        ThreadPool.UnsafeRegisterWaitForSingleObject(
            over,
            static (state, _) =>
            {
                var (wait, over) = ((HandleWait, ManualResetEvent))state!;
                over.Dispose();
                wait._ended.TrySetResult(false);
            },
            (this, over),
            Timeout.Infinite,
            executeOnlyOnce: true);
    }
}
