using System.Diagnostics;

namespace Plumbline;

/// <summary>The scheduler of the system clock: one thread, and a lock-free way to it.</summary>
/// <remarks>
/// A deadline of its own would be a system timer for every call, which is most of what a timeout costs. Here arming is one push
/// onto a stack; the thread looks at the stacks every tick while anything arrives, and a node that has ended by then was never more
/// than that push. When nothing arrives it sleeps until the nearest deadline, or for ever.
/// </remarks>
// Invariants
//   1. The heap belongs to the thread. Others only push onto the stacks.
//   2. A node is in at most one stack at a time: in an incoming one from Arm until the thread takes it; in the outgoing one when it
//      ends while it is in the heap, once, because a node ends once.
//   3. No ended node stays in the heap: who ends it locks its gate and then reads HeapIndex; the thread writes HeapIndex and then
//      reads the gate. One of the two sees the other.
//   4. The thread parks only after it has said so and then found all stacks empty; who pushes reads whether it is parked after the
//      push. One of the two sees the other.
//   5. The thread runs no caller's code: callbacks go to the queue, the only other thing it does is mark nodes.
internal sealed class SystemScheduler : Scheduler
{
    /// <summary>The longest time by which a deadline may be noticed late, and the shortest between two wakes.</summary>
    internal static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(4);

    /// <summary>How many ticks without arrivals before the thread parks: while it ticks, arming need not wake it.</summary>
    private const int IdleTicksBeforeParking = 12;

    // One sleep is counted in int milliseconds; a deadline further away takes several.
    private const int LongestSleep = int.MaxValue;

    private static readonly long _ticksPerMillisecond = Stopwatch.Frequency / 1000;

    private readonly object _parkLock = new();
    private readonly IncomingStack[] _incoming;
    private readonly DeadlineHeap _heap = new();
    private readonly bool _isShared;
    private IncomingStack _outgoing = new();
    private int _isParked;
    private int _isStarted;
    private long _wakeCount;

    private SystemScheduler(bool isShared)
        : base(TimeProvider.System)
    {
        _isShared = isShared;
        _incoming = new IncomingStack[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, 64))];
        for (int i = 0; i < _incoming.Length; i++)
        {
            _incoming[i] = new IncomingStack();
        }
    }

    internal static SystemScheduler Instance { get; } = new(isShared: true);

    internal override RootNode? RootOrNull => _isShared ? null : Root;

    internal override long Now => Stopwatch.GetTimestamp();

    /// <summary>How often the thread woke. For tests and measurements.</summary>
    internal long WakeCount => Interlocked.Read(ref _wakeCount);

    /// <summary>Deadlines the thread holds. For tests: read from outside the thread it is a moment old.</summary>
    internal int HeldCount => _heap.Count;

    internal bool IsParked => Volatile.Read(ref _isParked) != 0;

    /// <summary>A scheduler of its own, so that a test may count what it does.</summary>
    internal static SystemScheduler CreateForTest() => new(isShared: false);

    internal override void Arm(SignalNode node)
    {
        node.HeapIndex = SignalNode.Incoming;
        _incoming[Thread.GetCurrentProcessorId() & (_incoming.Length - 1)].Push(node);
        if (Volatile.Read(ref _isStarted) == 0)
        {
            StartThread();
        }

        WakeIfParked();
    }

    internal override void Disarm(SignalNode node)
    {
        if (Volatile.Read(ref node.HeapIndex) >= 0)
        {
            _outgoing.Push(node);
            WakeIfParked();
        }
    }

    private void StartThread()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) != 0)
        {
            return;
        }

        // UnsafeStart: else the first caller's AsyncLocals would show up in everyone's callbacks.
        new Thread(Run) { IsBackground = true, Name = "Plumbline deadlines" }.UnsafeStart();
    }

    private void WakeIfParked()
    {
        // The push before this was a compare-and-swap, a full fence (4).
        if (Volatile.Read(ref _isParked) == 0 || Interlocked.Exchange(ref _isParked, 0) == 0)
        {
            return;
        }

        lock (_parkLock)
        {
            Monitor.Pulse(_parkLock);
        }
    }

    private void Run()
    {
        int idleTicks = 0;
        while (true)
        {
            idleTicks = TakeArrivals() ? 0 : idleTicks + 1;
            while (_heap.TakeDue(Now) is { } node)
            {
                node.Expire();
            }

            if (idleTicks <= IdleTicksBeforeParking)
            {
                Sleep((int)Tick.TotalMilliseconds);
            }
            else
            {
                Park();
            }

            Interlocked.Increment(ref _wakeCount);
        }
    }

    /// <summary>Moves what was pushed into the heap, and what has ended out of it.</summary>
    /// <returns>Whether anything was pushed.</returns>
    private bool TakeArrivals()
    {
        bool any = false;
        foreach (IncomingStack stack in _incoming)
        {
            SignalNode? node = stack.TakeAll();
            any |= node is not null;
            while (node is not null)
            {
                SignalNode? next = node.NextIncoming;
                node.NextIncoming = null;
                TakeIn(node);
                node = next;
            }
        }

        for (SignalNode? node = _outgoing.TakeAll(); node is not null;)
        {
            any = true;
            SignalNode? next = node.NextIncoming;
            node.NextIncoming = null;
            _heap.Remove(node);
            node = next;
        }

        return any;
    }

    private void TakeIn(SignalNode node)
    {
        if (node.HasEnded)
        {
            node.HeapIndex = SignalNode.Disarmed;
            return;
        }

        _heap.Add(node);
        Interlocked.MemoryBarrier();
        if (node.AwaitEnding())
        {
            // Who ended it may have read HeapIndex before it was written (3). If not, the node is in the outgoing stack as well, which
            // does no harm.
            _heap.Remove(node);
        }
    }

    private void Sleep(int milliseconds)
    {
        lock (_parkLock)
        {
            Monitor.Wait(_parkLock, milliseconds);
        }
    }

    private void Park()
    {
        lock (_parkLock)
        {
            Interlocked.Exchange(ref _isParked, 1);
            if (!HasArrivals())
            {
                Monitor.Wait(_parkLock, MillisecondsUntilNearest());
            }

            Volatile.Write(ref _isParked, 0);
        }
    }

    private bool HasArrivals()
    {
        foreach (IncomingStack stack in _incoming)
        {
            if (!stack.IsEmpty)
            {
                return true;
            }
        }

        return !_outgoing.IsEmpty;
    }

    private int MillisecondsUntilNearest()
    {
        if (_heap.Count == 0)
        {
            return Timeout.Infinite;
        }

        // Up to the next millisecond, and no less than a tick after the last wake, however dense the deadlines are.
        long left = _heap.Nearest - Now;
        long milliseconds = (left + _ticksPerMillisecond - 1) / _ticksPerMillisecond;
        return (int)Math.Clamp(milliseconds, (long)Tick.TotalMilliseconds, LongestSleep);
    }
}
