using System.Runtime.ExceptionServices;

namespace Plumbline.Concurrency;

/// <summary>What both kinds of group are: children that run, children that wait for a slot, and how it all ends.</summary>
// Invariants
//   1. A child holds the group from when it was taken in until it has ended or was dropped from the queue; the group itself is one more holder
//      until it has been waited for, or left. With the last hold the group is over, for good: then no child is taken in. A hold is one atomic
//      step: many children begin and end at once, and a lock would have them queue.
//   2. The first failure cancels the siblings before its child counts as finished: no child from the queue is begun in between.
//   3. The lock guards the slots, the queue and the failures. No caller's code runs under it. Nothing but what is unfinished, and failures, is kept.
[ContextCarrier]
internal sealed class GroupCore
{
    private readonly Lock _gate = new();
    private readonly TaskGroupOptions _options;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<GroupChild> _queue = new();
    private readonly List<Exception> _failures = [];
    private ContextRegistration _queueWatch;
    private bool _isWatchingQueue;
    private bool _wasCut;
    private int _running;
    private int _isClosing;
    private int _holds = 1;

    internal GroupCore(Context ctx, TaskGroupOptions? options, string member, string file, int line)
    {
        _options = options ?? new TaskGroupOptions();
        Ctx = new Context(Derivation.WithCancel(ctx.Signal, member, file, line), ctx.Values);
    }

    internal Context Ctx { get; }

    /// <summary>Whether a child has failed, wherever that went. For when the group is over.</summary>
    internal bool HasFailed { get; private set; }

    internal bool IsSupervisor => _options.Supervises;

    /// <summary>What failed, the first one first.</summary>
    internal Exception[] Failures
    {
        get
        {
            lock (_gate)
            {
                return [.. _failures];
            }
        }
    }

    private SignalNode Signal => Ctx.Signal!; // made for this group, never a root

    /// <summary>What is thrown where the group was ended from outside before all its children had run to their end; null where it was not.</summary>
    /// <remarks>For when the group is over.</remarks>
    internal Exception? CutError => _wasCut ? Ctx.ToException("waiting for a group") : null;

    private bool IsOver => Volatile.Read(ref _holds) == 0;

    /// <summary>Takes the child in: it begins when it has a slot. One that comes when the group has been canceled is dropped.</summary>
    internal void Add(GroupChild child)
    {
        bool isDropped = Signal.IsDone;
        Hold();
        if (isDropped)
        {
            Volatile.Write(ref _wasCut, true);
            Drop(child);
            Release(1);
        }
        else if (TryTakeSlotOrQueue(child))
        {
            child.Begin();
        }
        else
        {
            WatchQueue();
            if (Signal.IsDone)
            {
                // It may have been done, and the queue emptied for that, before this child was in it.
                ClearQueue();
            }
        }
    }

    /// <summary>Begins the child if there is a slot for it now.</summary>
    internal bool TryAdd(GroupChild child)
    {
        bool isDone = Signal.IsDone;
        Hold();
        if (isDone || !TryTakeSlotOrQueue(queued: null))
        {
            Release(1);
            return false;
        }

        child.Begin();
        return true;
    }

    /// <summary>A child has ended.</summary>
    internal void Finish(Exception? error)
    {
        if (error is not null)
        {
            Take(error);
        }

        if (_options.Limit is not null)
        {
            GiveSlotBack();
        }

        Release(1);
    }

    /// <summary>Completes when every child has ended and no more can come; never faults.</summary>
    internal Task WaitAsync()
    {
        if (Interlocked.Exchange(ref _isClosing, 1) == 0)
        {
            Release(1);
        }

        return _over.Task;
    }

    /// <summary>Cancels what runs, and waits for it.</summary>
    /// <param name="wasWaitedFor">Whether somebody has been, or will be, handed the failures.</param>
    internal async ValueTask LeaveAsync(bool wasWaitedFor)
    {
        Signal.Leave();
        await WaitAsync().ConfigureAwait(false);
        if (!wasWaitedFor)
        {
            foreach (Exception failure in Failures)
            {
                ContextDiagnostics.ReportCallback(Signal, failure);
            }
        }
    }

    /// <summary>Throws what a group that is over failed with.</summary>
    internal void ThrowIfFailed()
    {
        if (_failures.Count > 0)
        {
            ExceptionDispatchInfo.Throw(_failures[0]);
        }
    }

    /// <summary>A failure, or a cancel that came from outside; which of the two is for the exception and the group's context to say.</summary>
    private void Take(Exception error)
    {
        // While the context is not done nothing ended with it: work that was refused as too late to begin says the same, and is a failure.
        bool isCut = Signal.IsDone && (error.IsCanceled(Ctx) || error.IsDeadlineExceeded(Ctx));
        bool isKept = !isCut && _options.OnFailure is null;
        bool isFirst;
        lock (_gate)
        {
            _wasCut |= isCut;
            HasFailed |= !isCut;
            isFirst = isKept && _failures.Count == 0;
            if (isKept)
            {
                _failures.Add(error);
            }
        }

        if (isCut)
        {
            return;
        }

        if (!_options.Supervises && (isFirst || !isKept))
        {
            Signal.End(error, expired: false);
        }

        if (!isKept)
        {
            Tell(error);
        }
    }

    private void Tell(Exception error)
    {
        try
        {
            _options.OnFailure!(error);
        }
#pragma warning disable CA1031 // It may throw anything; all of it is reported.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ContextDiagnostics.ReportCallback(Signal, exception);
        }
    }

    private void Hold()
    {
        int holds = Volatile.Read(ref _holds);
        while (true)
        {
            if (holds == 0)
            {
                throw new InvalidOperationException("The group has already been waited for; create a new one.");
            }

            int found = Interlocked.CompareExchange(ref _holds, holds + 1, holds);
            if (found == holds)
            {
                return;
            }

            holds = found;
        }
    }

    private void Release(int holds)
    {
        if (Interlocked.Add(ref _holds, -holds) == 0)
        {
            Over();
        }
    }

    /// <summary>Takes a slot; where there is none, queues the child that was given for that.</summary>
    private bool TryTakeSlotOrQueue(GroupChild? queued)
    {
        if (_options.Limit is not { } limit)
        {
            return true;
        }

        lock (_gate)
        {
            if (_running < limit)
            {
                _running++;
                return true;
            }

            if (queued is not null)
            {
                _queue.Enqueue(queued);
            }

            return false;
        }
    }

    private void GiveSlotBack()
    {
        GroupChild? next = null;
        bool isDone = Signal.IsDone;
        lock (_gate)
        {
            if (isDone || !_queue.TryDequeue(out next))
            {
                _running--;
            }
        }

        next?.Begin();
        if (isDone)
        {
            ClearQueue();
        }
    }

    /// <summary>Has the queue emptied when the context ends, and not only when a child does, which may ignore that.</summary>
    private void WatchQueue()
    {
        lock (_gate)
        {
            if (_isWatchingQueue)
            {
                return;
            }

            _isWatchingQueue = true;
        }

        ContextRegistration watch = Ctx.Register(static group => group.ClearQueue(), this);
        lock (_gate)
        {
            _queueWatch = watch;
        }

        // The last hold is given up first and the registration read then: one of the two sees what the other has written.
        if (IsOver)
        {
            watch.Unregister();
        }
    }

    private void ClearQueue()
    {
        GroupChild[] dropped;
        lock (_gate)
        {
            dropped = [.. _queue];
            _queue.Clear();
            _wasCut |= dropped.Length > 0;
        }

        foreach (GroupChild child in dropped)
        {
            Drop(child);
        }

        if (dropped.Length > 0)
        {
            Release(dropped.Length);
        }
    }

    private void Drop(GroupChild child) => child.Slot?.TrySetFromTask(Ended.With<bool>(Ctx.ToException("waiting for a slot in a group")!));

    private void Over()
    {
        ContextRegistration watch;
        lock (_gate)
        {
            watch = _queueWatch;
        }

        watch.Unregister();
        Signal.Leave();
        _over.TrySetResult();
    }
}
