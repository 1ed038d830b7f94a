using System.Diagnostics.CodeAnalysis;

namespace Plumbline.Concurrency;

/// <summary>One execution of a flight: the work, its context, and the callers that wait for it.</summary>
// Invariants
//   1. A caller is in the list exactly while its task is to be completed by this run. Who takes it out, under the lock, completes it,
//      and does so after the lock: each caller gets one answer, and no caller's code runs under the lock.
//   2. The run is closed once and for ever, under the lock: by its result, by its last caller leaving, or by its time. Nobody joins a
//      closed run, so a result is either handed to all in the list or to nobody. The first caller is in the list from the start:
//      it is empty only when the run is closed.
//   3. The context is ended only after the run is closed, but for its own time: who got in never meets a cancel that others caused.
//   4. Who closes the run takes it out of the table, and only if it is still this run that is in it: the next run of the key is left
//      alone. Who comes upon a closed run in the table does the same.
[ContextCarrier]
internal abstract class FlightRun<TKey, TValue>(Context ctx, Flight<TKey, TValue> flight, TKey key) : IThreadPoolWorkItem
    where TKey : notnull
{
    private readonly object _gate = new();
    private readonly Context _ctx = ctx;
    private ContextRegistration _timeIsUp;
    private FlightCaller<TKey, TValue>? _first;
    private FlightCaller<TKey, TValue>? _last;
    private bool _isClosed;

    internal TKey Key { get; } = key;

    internal Context Ctx => _ctx;

    private SignalNode Signal => _ctx.Signal!; // made for this run, never a root

    /// <summary>Lets a caller in, unless the run is closed or out of time.</summary>
    internal bool TryJoin(FlightCaller<TKey, TValue> caller)
    {
        if (_ctx.IsDone)
        {
            // By its time, or it is closed (3). In the first case the news may still be on its way through the pool.
            Expire();
            return false;
        }

        return TryEnlist(caller);
    }

    /// <summary>Lets a caller in, unless the run is closed.</summary>
    internal bool TryEnlist(FlightCaller<TKey, TValue> caller)
    {
        caller.Run = this;
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            caller.IsWaiting = true;
            caller.Previous = _last;
            if (_last is null)
            {
                // The first one ever (2).
                _first = caller;
                flight.Counts.AddLive(1);
            }
            else
            {
                _last.Next = caller;
            }

            _last = caller;
            flight.Counts.AddCallers(1);
            return true;
        }
    }

    /// <summary>Puts a run to work that is in the table and has its first caller.</summary>
    internal void Start()
    {
        if (Signal.DeadlineTimestamp != SignalNode.NoDeadline)
        {
            _timeIsUp = _ctx.Register(static run => run.Expire(), this);

            // It may have been closed meanwhile, by who came upon its time being up. Closing comes first there, and the registration is
            // read after it: one of the two threads sees what the other has written.
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _isClosed))
            {
                _timeIsUp.Unregister();
            }
        }

        // On the pool: the first caller may leave while the work is in its first, synchronous part, and its AsyncLocals stay behind.
        if (flight.Begins is { } begin)
        {
            begin(this);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Takes back a run that nobody but its maker has seen: another one was in the table first.</summary>
    internal void Discard(FlightCaller<TKey, TValue> caller)
    {
        caller.IsWaiting = false;
        flight.Counts.AddCallers(-1);
        flight.Counts.AddLive(-1);
        Signal.Leave();
    }

    /// <summary>A caller's context is done: that caller goes, and if it was the last one the work is stopped.</summary>
    internal void Leave(FlightCaller<TKey, TValue> caller)
    {
        bool isLast;
        lock (_gate)
        {
            if (!caller.IsWaiting)
            {
                return;
            }

            Unlink(caller);
            flight.Counts.AddCallers(-1);
            isLast = _first is null;
            if (isLast)
            {
                Close(isOver: false);
            }
        }

        // Before the caller is told: who has left as the last one finds the work stopped and the key free.
        if (isLast)
        {
            Clear();
            FlightMetrics.Abandoned.Add(1, flight.Counts.Tags);
            Signal.End(new FlightAbandonedException(), expired: false);
        }

        caller.EndAsItsContext();
    }

    /// <summary>The run's own time is up: who has time left is told whose limit it was, and nobody waits for work that ignores its context.</summary>
    internal void Expire()
    {
        if (TryClose(isOver: false, out FlightCaller<TKey, TValue>? callers))
        {
            Clear();
            EndAll(callers, TimedOut(_ctx.ToException()!), isTimeout: true);
        }
    }

    /// <summary>The work has ended.</summary>
    /// <param name="work">The task it ended as.</param>
    /// <param name="error">What it threw; null when it has a result.</param>
    internal void Land(Task<TValue> work, Exception? error)
    {
        if (!TryClose(isOver: true, out FlightCaller<TKey, TValue>? callers))
        {
            // Its time ended the context, or who left last does: with the reason, and not just because the work is over.
            flight.Counts.AddOrphans(-1);
            _ = error is null ? DropAsync(work) : null;
            return;
        }

        // As a scope that is left: nothing that still needs the flight's context may be in the result.
        Clear();
        Signal.Leave();
        if (error is null)
        {
            SucceedAll(callers, work);
        }
        else if (error.IsDeadlineExceeded(_ctx))
        {
            EndAll(callers, TimedOut(error), isTimeout: true);
        }
        else
        {
            EndAll(callers, work, isTimeout: false);
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = FlyAsync();

    /// <summary>Calls the caller's code.</summary>
    private protected abstract Task<TValue>? Invoke(Context ctx);

    private async Task FlyAsync()
    {
        if (_ctx.IsDone)
        {
            // Everybody left, or the time was up, before the pool came to it: the work is not begun.
            Expire();
            flight.Counts.AddOrphans(-1);
            return;
        }

        Task<TValue> work = InvokeAsync();
        Exception? error = null;
        try
        {
            await work.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, the callers get it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            error = exception;
        }

        Land(work, error);
    }

    // What it throws before its first await ends up in the task, too.
    private async Task<TValue> InvokeAsync() =>
        await (Invoke(_ctx) ?? throw new InvalidOperationException("The work of a flight returned null; it must return a task.")).ConfigureAwait(false);

    private Task<TValue> TimedOut(Exception inner)
    {
        string whose = flight.HasLimit ? "the limit of the flight" : "the deadline of its first caller";
        return Ended.With<TValue>(new FlightTimeoutException($"The flight ran out of its own time: {ContextErrors.Budget(Signal)}, {whose}.", inner));
    }

    private void Unlink(FlightCaller<TKey, TValue> caller)
    {
        caller.IsWaiting = false;
        if (caller.Previous is null)
        {
            _first = caller.Next;
        }
        else
        {
            caller.Previous.Next = caller.Next;
        }

        if (caller.Next is null)
        {
            _last = caller.Previous;
        }
        else
        {
            caller.Next.Previous = caller.Previous;
        }
    }

    /// <summary>Closes the run and takes all callers out; false when it is closed.</summary>
    /// <param name="isOver">Whether the work has ended; otherwise it goes on for nobody.</param>
    /// <param name="callers">The first of them.</param>
    private bool TryClose(bool isOver, [NotNullWhen(true)] out FlightCaller<TKey, TValue>? callers)
    {
        lock (_gate)
        {
            callers = _first;
            if (_isClosed)
            {
                return false;
            }

            int count = 0;
            for (FlightCaller<TKey, TValue>? caller = callers; caller is not null; caller = caller.Next)
            {
                caller.IsWaiting = false;
                count++;
            }

            _first = _last = null;
            flight.Counts.AddCallers(-count);
            Close(isOver);
            return callers is not null;
        }
    }

    /// <summary>Under the lock: counts that nobody waits any more before anyone can find so.</summary>
    private void Close(bool isOver)
    {
        _isClosed = true;
        flight.Counts.AddLive(-1);
        flight.Counts.AddOrphans(isOver ? 0 : 1);
    }

    /// <summary>What follows the closing, without the lock: the key is free, and the time is no longer watched.</summary>
    private void Clear()
    {
        flight.Remove(this);
        Interlocked.MemoryBarrier();
        _timeIsUp.Unregister();
    }

    private static void SucceedAll(FlightCaller<TKey, TValue>? callers, Task<TValue> work)
    {
        TValue value = work.GetAwaiter().GetResult();
        for (FlightCaller<TKey, TValue>? caller = callers; caller is not null; caller = caller.Next)
        {
            caller.Succeed(value);
        }
    }

    private static void EndAll(FlightCaller<TKey, TValue>? callers, Task<TValue> ended, bool isTimeout)
    {
        // Seen here, once: whether it reaches anyone is up to those who wait.
        _ = ended.Exception;
        for (FlightCaller<TKey, TValue>? caller = callers; caller is not null; caller = caller.Next)
        {
            if (isTimeout && caller.IsDone)
            {
                caller.EndAsItsContext();
            }
            else
            {
                caller.EndAs(ended);
            }
        }
    }

    private async Task DropAsync(Task<TValue> work)
    {
        if (flight.OnAbandoned is not { } drop)
        {
            return;
        }

        try
        {
            await drop(await work.ConfigureAwait(false)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // It may throw anything; all of it is reported.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ContextDiagnostics.ReportCallback(Signal, exception);
        }
    }
}
