namespace Plumbline;

/// <summary>The scheduler of a <see cref="TimeProvider"/> other than the system's: one of its timers, set to the nearest deadline.</summary>
internal sealed class ProviderScheduler : Scheduler
{
    // Providers' timers go to 49 days at most; a deadline further away is reached in several steps.
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(40);

    // A provider may run the timer's callback inside Change, so nothing that a cancel needs is locked around it: the heap's lock is
    // taken under a node's, the timer's never is.
    private readonly Lock _heapLock = new();
    private readonly Lock _timerLock = new();
    private readonly DeadlineHeap _heap = new();
    private readonly ITimer _timer;
    private long _timerSetTo = SignalNode.NoDeadline;

    internal ProviderScheduler(TimeProvider clock)
        : base(clock)
    {
        // Without the ExecutionContext of whoever happens to come first.
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            _timer = clock.CreateTimer(static scheduler => ((ProviderScheduler)scheduler!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    internal override long Now => Clock.GetTimestamp();

    /// <summary>Number of armed deadlines. For tests.</summary>
    internal int ArmedCount
    {
        get
        {
            lock (_heapLock)
            {
                return _heap.Count;
            }
        }
    }

    internal override void Arm(SignalNode node)
    {
        lock (_heapLock)
        {
            _heap.Add(node);
        }

        if (node.HasEnded)
        {
            // Ended before it was in the heap: its own Disarm found nothing.
            Disarm(node);
        }

        lock (_timerLock)
        {
            SetTimer(roundUp: false);
        }
    }

    internal override void Disarm(SignalNode node)
    {
        // The timer stays set: it finds nothing due and goes on to the next. Setting it here would run the provider's code under
        // the node's lock.
        lock (_heapLock)
        {
            _heap.Remove(node);
        }
    }

    private void OnTimer()
    {
        bool cameEarly = true;
        while (TakeDue() is { } node)
        {
            cameEarly = false;
            node.Expire();
        }

        lock (_timerLock)
        {
            _timerSetTo = SignalNode.NoDeadline;

            // Timers count whole milliseconds and may drop the rest: up, so that one does not come early again and again.
            SetTimer(roundUp: cameEarly);
        }
    }

    private SignalNode? TakeDue()
    {
        lock (_heapLock)
        {
            return _heap.TakeDue(Now);
        }
    }

    private void SetTimer(bool roundUp)
    {
        long nearest;
        lock (_heapLock)
        {
            nearest = _heap.Nearest;
        }

        if (nearest >= _timerSetTo)
        {
            return;
        }

        _timerSetTo = nearest;
        TimeSpan wait = ToTimeSpan(nearest - Now);
        if (roundUp)
        {
            wait = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(wait.TotalMilliseconds, _longestWait.TotalMilliseconds)));
        }

        _timer.Change(wait < _longestWait ? wait : _longestWait, Timeout.InfiniteTimeSpan);
    }
}
