namespace Plumbline.Concurrency;

/// <summary>One caller that waits for a run: its place in the run's list, and the task it has in hand.</summary>
internal sealed class FlightCaller<TKey, TValue> : TaskCompletionSource<TValue>
    where TKey : notnull
{
    private readonly SignalNode? _signal;
    private ContextRegistration _leaving;

    // Continuations are queued: no caller's code runs on the thread that lands the run, or on which another caller leaves.
    internal FlightCaller(SignalNode? signal)
        : base(TaskCreationOptions.RunContinuationsAsynchronously) =>
        _signal = signal;

    /// <summary>The run that this caller has joined, or tries to.</summary>
    internal FlightRun<TKey, TValue>? Run { get; set; }

    // The three below are the run's, under its lock.
    internal FlightCaller<TKey, TValue>? Previous { get; set; }

    internal FlightCaller<TKey, TValue>? Next { get; set; }

    internal bool IsWaiting { get; set; }

    /// <summary>Whether the caller's own context is done, by the clock and not only by the scheduler.</summary>
    /// <remarks>The first caller's deadline may be the flight's, too: which of the two nodes is marked first must not decide what it is told.</remarks>
    internal bool IsDone => _signal is not null && (_signal.IsDone || _signal.Remaining == TimeSpan.Zero);

    /// <summary>Has the caller leave once its context is done.</summary>
    internal void Watch(in Origin origin)
    {
        if (_signal is null || _signal.IsRoot)
        {
            return;
        }

        var leave = new ActionCallback<FlightCaller<TKey, TValue>>(static caller => caller.Run!.Leave(caller), this);
        _leaving = CallbackNode.Register(_signal, leave, origin);

        // The task is completed first and the registration read afterwards: one of the two threads sees what the other has written.
        Interlocked.MemoryBarrier();
        if (Task.IsCompleted)
        {
            _leaving.Unregister();
        }
    }

    /// <summary>Gives the caller the result.</summary>
    internal void Succeed(TValue value)
    {
        TrySetResult(value);
        StopWatching();
    }

    /// <summary>Gives the caller what a task ended as: a fault or a cancel, just as it was.</summary>
    internal void EndAs(Task<TValue> ended)
    {
        TrySetFromTask(ended);
        StopWatching();
    }

    /// <summary>Gives the caller the typed error of its own context, which is done.</summary>
    internal void EndAsItsContext() => EndAs(Ended.With<TValue>(ContextErrors.Create(_signal!, "waiting for a flight")));

    private void StopWatching()
    {
        Interlocked.MemoryBarrier();
        _leaving.Unregister();
    }
}
