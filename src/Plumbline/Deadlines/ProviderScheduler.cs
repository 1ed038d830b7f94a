namespace Plumbline;

/// <summary>The scheduler of a <see cref="TimeProvider"/> other than the system's: one of its timers, set to the nearest deadline.</summary>
internal sealed class ProviderScheduler : Scheduler
{
    // Providers' timers go to 49 days at most; a deadline further away is reached in several steps.
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(40);

    private const int MostAttempts = 4;

    // A provider may run the timer's callback inside Change, so nothing that a cancel needs is locked around it: the heap's lock is
    // taken under a node's, the timer's never is.
    private readonly Lock _heapLock = new();
    private readonly Lock _timerLock = new();
    private readonly DeadlineHeap _heap = new();
    private readonly ITimer _timer;
    private readonly long _unitsPerMillisecond;
    private long _timerSetTo = SignalNode.NoDeadline;
    private bool _isTimerShort;

    internal ProviderScheduler(TimeProvider clock)
        : base(clock)
    {
        _unitsPerMillisecond = ToUnits(TimeSpan.FromMilliseconds(1));

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

    internal override void Arm(TimedNode node)
    {
        lock (_heapLock)
        {
            _heap.Add(node, node.DeadlineTimestamp);
        }

        Interlocked.MemoryBarrier();
        if (node.AwaitEnding())
        {
            // Who ended it, or was just ending it, may have read HeapIndex before it was written, and so not disarmed it.
            Disarm(node);
        }

        lock (_timerLock)
        {
            SetTimer(earlyFor: SignalNode.NoDeadline);
        }
    }

    internal override void Disarm(TimedNode node)
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
            // Timers count whole milliseconds and may drop the rest: up, where one came early for the deadline that it was set to, so that
            // it does not do so again and again.
            long wasSetTo = _isTimerShort ? SignalNode.NoDeadline : _timerSetTo;
            _timerSetTo = SignalNode.NoDeadline;
            SetTimer(earlyFor: wasSetTo);
        }
    }

    private TimedNode? TakeDue()
    {
        // The provider's code, so before the lock.
        long now = Now;
        lock (_heapLock)
        {
            return _heap.TakeDue(now);
        }
    }

    private void SetTimer(long earlyFor)
    {
        // Bounded, for a clock may also go on whenever it is read.
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            long nearest = ReadNearest();
            if (nearest >= _timerSetTo)
            {
                return;
            }

            _timerSetTo = nearest;
            long now = Now;
            TimeSpan wait = ToTimeSpan(nearest - now);
            if (nearest == earlyFor)
            {
                wait = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(wait.TotalMilliseconds, _longestWait.TotalMilliseconds)));
            }

            _isTimerShort = wait > _longestWait;
            _timer.Change(_isTimerShort ? _longestWait : wait, Timeout.InfiniteTimeSpan);
            if (Now - now < _unitsPerMillisecond || _timerSetTo != nearest)
            {
                return;
            }

            // The clock went on between the reading and the setting, and the timer is now late by that: much where another thread
            // advances a clock by hand.
            _timerSetTo = SignalNode.NoDeadline;
        }
    }

    private long ReadNearest()
    {
        lock (_heapLock)
        {
            return _heap.Nearest;
        }
    }
}
