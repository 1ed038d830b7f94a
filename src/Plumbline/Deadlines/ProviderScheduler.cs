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

    // When the timer comes: before the deadline it is set to where that is further away than a timer goes.
    private long _timerDue;

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
        while (TakeDue() is { } node)
        {
            node.Expire();
        }

        lock (_timerLock)
        {
            _timerSetTo = SignalNode.NoDeadline;

            // Timers count whole milliseconds and may drop the rest: up, so that one does not come early again and again. One that finds
            // nothing due because what it was set for has ended did not come early: on a clock that is exact, the next one shall be.
            SetTimer(roundUp: Now < _timerDue);
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

        long now = Now;
        _timerSetTo = nearest;
        TimeSpan wait = ToTimeSpan(nearest - now);
        if (roundUp)
        {
            wait = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(wait.TotalMilliseconds, _longestWait.TotalMilliseconds)));
        }

        bool isInReach = wait < _longestWait;
        _timerDue = isInReach ? nearest : Later(now, ToUnits(_longestWait));
        _timer.Change(isInReach ? wait : _longestWait, Timeout.InfiniteTimeSpan);
    }
}
