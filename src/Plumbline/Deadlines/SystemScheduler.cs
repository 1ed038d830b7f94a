using System.Diagnostics;

namespace Plumbline;

/// <summary>The scheduler of the system clock: one thread, and a lock-free way to it.</summary>
/// <remarks>
/// A system timer for every call is most of what a timeout costs. Here arming stores the node into a slot of the arming thread, one that
/// is free or whose node has ended; ending a node there costs nothing, for most deadlines live shorter than a tick. Every tick the
/// scheduler's thread moves what still lives in the slots into a heap. When nothing arrives it sleeps until the nearest deadline, or for ever.
/// </remarks>
// Invariants
//   1. The heap belongs to the thread. Others only put nodes into slots, in place of ended ones, and push onto the stacks.
//   2. A node is in one place at a time: in a slot, or on the overflow stack when all slots of the thread are taken, from Arm until the
//      thread takes it, or until it has ended and another takes its slot; then in the heap; and on the outgoing stack when it ends
//      while in the heap, once, because a node ends once.
//   3. No ended node stays in the heap: who ends it locks its gate and then reads HeapIndex; the thread writes HeapIndex and then
//      reads the gate. One of the two sees the other.
//   4. The thread parks only after it has said so and then found all slots and stacks empty; who fills one reads whether it is parked
//      after that. With a fence in between on either side one of the two sees the other; the thread puts up both.
//   5. The thread runs no caller's code: callbacks go to the queue, the only other thing it does is mark nodes.
internal sealed class SystemScheduler : Scheduler
{
    /// <summary>The longest time by which a deadline may be noticed late, and the shortest between two wakes.</summary>
    internal static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(4);

    /// <summary>How many ticks without arrivals before the thread parks: while it ticks, arming need not wake it.</summary>
    /// <remarks>
    /// A wake out of the parking comes on top of the ticks. Whoever arms whenever the thread has just parked makes it wake once more in
    /// 31 ticks: 258 times a second, where fewer ticks would be above the 260 that are promised.
    /// </remarks>
    private const int IdleTicksBeforeParking = 30;

    /// <summary>How often the slots of threads that have ended are looked for: about once a second while anything is armed.</summary>
    private const int WakesBetweenSweeps = 256;

    // One sleep is counted in int milliseconds; a deadline further away takes several.
    private const int LongestSleep = int.MaxValue;

    private static readonly long _ticksPerMillisecond = Stopwatch.Frequency / 1000;

    private readonly object _parkLock = new();
    private readonly Lock _slotsLock = new();
    private readonly IncomingStack _overflow = new();
    private readonly DeadlineHeap _heap = new();
    private readonly bool _isShared;
    private readonly IncomingStack _outgoing = new();
    private ArmingSlots[] _slots = [];
    private long _lastTick;
    private int _isParked = 1;
    private int _isStarted;
    private long _wakeCount;

    private SystemScheduler(bool isShared)
        : base(TimeProvider.System) => _isShared = isShared;

    // One scheduler a process, apart from tests: a thread that arms on another one gets slots anew.
    [ThreadStatic]
    private static ArmingSlots? _slotsOfThread;

    internal static SystemScheduler Instance { get; } = new(isShared: true);

    internal override RootNode? RootOrNull => _isShared ? null : Root;

    internal override long Now => Stopwatch.GetTimestamp();

    /// <summary>A timestamp of the last time the thread looked around, or was woken.</summary>
    internal long LastTick => Volatile.Read(ref _lastTick);

    internal override bool IsCertainlyLater(long units, long timestamp) => Later(Volatile.Read(ref _lastTick), units) > timestamp;

    /// <summary>How often the thread woke. For tests and measurements.</summary>
    internal long WakeCount => Interlocked.Read(ref _wakeCount);

    /// <summary>Deadlines the thread holds. For tests: read from outside the thread it is a moment old.</summary>
    internal int HeldCount => _heap.Count;

    /// <summary>Threads that have armed here and are not known to have ended. For tests.</summary>
    internal int SlotsCount => Volatile.Read(ref _slots).Length;

    internal bool IsParked => Volatile.Read(ref _isParked) != 0;

    /// <summary>A scheduler of its own, so that a test may count what it does.</summary>
    internal static SystemScheduler CreateForTest() => new(isShared: false);

    /// <summary>Where the calling thread leaves what it arms.</summary>
    internal ArmingSlots SlotsOfThread =>
        _slotsOfThread is { } slots && ReferenceEquals(slots.Scheduler, this) ? slots : AddSlots();

    internal override void Arm(TimedNode node) => Arm(node, SlotsOfThread);

    internal void Arm(TimedNode node, ArmingSlots slots)
    {
        node.HeapIndex = TimedNode.Incoming;
        if (!slots.TryPut(node))
        {
            _overflow.Push(node);
        }

        // No fence: the thread has one put up in every other before it sleeps (4). A thread not started yet counts as parked.
        if (Volatile.Read(ref _isParked) != 0)
        {
            // The last tick may be long ago, so that an open deadline is fixed here and now.
            _ = node.DeadlineTimestamp;
            Wake();
        }
    }

    internal override void Disarm(TimedNode node)
    {
        // In a slot or on its way out of it: whoever takes it from there sees that it has ended (3).
        if (Volatile.Read(ref node.HeapIndex) >= 0)
        {
            _outgoing.Push(node);
            if (Volatile.Read(ref _isParked) != 0)
            {
                Wake();
            }
        }
    }

    /// <summary>Slots for a thread that arms for the first time.</summary>
    private ArmingSlots AddSlots()
    {
        var slots = new ArmingSlots(this);
        lock (_slotsLock)
        {
            _slots = [.. _slots, slots];
        }

        _slotsOfThread = slots;
        return slots;
    }

    /// <summary>Forgets the slots of threads that have ended. They may have left nodes there: not before those have been taken.</summary>
    private void DropAbandonedSlots()
    {
        if (Array.Exists(_slots, static slots => slots.IsAbandoned))
        {
            lock (_slotsLock)
            {
                _slots = Array.FindAll(_slots, static slots => !slots.IsAbandoned || !slots.IsEmpty);
            }
        }
    }

    private void StartThread()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) != 0)
        {
            return;
        }

        try
        {
            // UnsafeStart: else the first caller's AsyncLocals would show up in everyone's callbacks.
            new Thread(Run) { IsBackground = true, Name = "Plumbline deadlines" }.UnsafeStart();
        }
        catch
        {
            // No memory, or no more threads: the next one that arms tries again.
            Volatile.Write(ref _isStarted, 0);
            Interlocked.Exchange(ref _isParked, 1);
            throw;
        }
    }

    private void Wake()
    {
        // Ahead of the flag: who does not see it any more may go by the last tick.
        Volatile.Write(ref _lastTick, Now);
        if (Interlocked.Exchange(ref _isParked, 0) == 0)
        {
            return;
        }

        if (Volatile.Read(ref _isStarted) == 0)
        {
            StartThread();
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
            Volatile.Write(ref _lastTick, Now);
            idleTicks = TakeArrivals() ? 0 : idleTicks + 1;
            while (_heap.TakeDue(Now) is { } node)
            {
                node.Expire();
            }

            if (idleTicks <= IdleTicksBeforeParking)
            {
                Sleep(Math.Min((int)Tick.TotalMilliseconds, MillisecondsUntilNearest()));
            }
            else
            {
                Park();
            }

            if (Interlocked.Increment(ref _wakeCount) % WakesBetweenSweeps == 0)
            {
                DropAbandonedSlots();
            }
        }
    }

    /// <summary>Moves what was armed into the heap, and what has ended out of it.</summary>
    /// <returns>Whether there was anything.</returns>
    private bool TakeArrivals()
    {
        TimedNode? armed = _overflow.TakeAll();
        foreach (ArmingSlots slots in Volatile.Read(ref _slots))
        {
            armed = slots.TakeAll(armed);
        }

        TimedNode? ended = _outgoing.TakeAll();
        bool any = armed is not null || ended is not null;

        // Read after the nodes were made, and once: it is what open deadlines among them count from.
        long now = armed is null ? 0 : Now;
        while (armed is not null)
        {
            TimedNode node = armed;
            armed = node.NextIncoming;
            node.NextIncoming = null;
            TakeIn(node, now);
        }

        while (ended is not null)
        {
            TimedNode node = ended;
            ended = node.NextIncoming;
            node.NextIncoming = null;
            _heap.Remove(node);
        }

        return any;
    }

    private void TakeIn(TimedNode node, long now)
    {
        if (node.HasEnded)
        {
            node.HeapIndex = TimedNode.Disarmed;
            return;
        }

        _heap.Add(node, node.DeadlineAt(now));
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

            // In place of a fence in every arming: whoever stored a node before this is seen below, whoever does so after it sees the flag (4).
            Interlocked.MemoryBarrierProcessWide();
            if (!HasArrivals())
            {
                Monitor.Wait(_parkLock, _heap.Count == 0 ? Timeout.Infinite : MillisecondsUntilNearest());
            }

            // Ahead of the flag, as in Wake.
            Volatile.Write(ref _lastTick, Now);
            Volatile.Write(ref _isParked, 0);
        }
    }

    private bool HasArrivals() =>
        !_overflow.IsEmpty || !_outgoing.IsEmpty || Array.Exists(Volatile.Read(ref _slots), static slots => !slots.IsEmpty);

    private int MillisecondsUntilNearest()
    {
        if (_heap.Count == 0)
        {
            return LongestSleep;
        }

        // Up to the next millisecond: never early, and no more than a thousand wakes a second, however dense the deadlines are.
        long left = _heap.Nearest - Now;
        long milliseconds = (left + _ticksPerMillisecond - 1) / _ticksPerMillisecond;
        return (int)Math.Clamp(milliseconds, 1, LongestSleep);
    }
}
