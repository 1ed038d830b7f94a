using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Plumbline;

/// <summary>One cancel layer: the state that every <see cref="Context"/> on it shares, and the source of its token.</summary>
/// <remarks>
/// It is a <see cref="CancellationTokenSource"/> so that a token costs nothing and leads back here. No one outside sees it as a source.
/// </remarks>
// Invariants
//   1. "Done" is the gate's Ended bit; a token that anyone has is marked canceled before that bit is set, and counts as done, too. So
//      the context is never done while its token is live, nor the other way round. Everything that says why (_endedBy, the Expired bit
//      and the EndCause of the node it names) is written before either, or in the same word, and means the same ever after.
//   2. A live child is in its parent's list; it has left it when the cancel that ended it returns. Roots cannot end, keep no list,
//      and so cannot leak. Membership (_next, _prev, _firstChild) is guarded by the parent's lock.
//   3. A node that has ended takes no more children: TryAdopt says no, and the child ends as its parent did.
//   4. Locks are taken parent before child, never more than two, and only around a few instructions. No caller's code runs under
//      one, nor on the thread that cancels. Only who holds the lock writes the gate meanwhile; without it the gate is written by
//      compare-and-swap from a word that is not locked.
//   5. Who ended a node, and only who did, sees to its callbacks, and only after the whole subtree that it was ending is done.
//   6. Who comes upon a node that another thread is still ending, and would set a callback off by that (complete Done, hand out the
//      token, register), first ends what is left of the subtree beside that thread.
[DebuggerDisplay("{DebuggerText,nq}")]
internal partial class SignalNode : CancellationTokenSource
{
    // The gate: a lock, what happened, and what never changes, in one word.
    private const int Locked = 1;
    private const int Ended = 2;
    private const int Expired = 4;
    private const int TokenTaken = 8;
    private const int OwnsDeadlineBit = 16;
    private const int OwnsCauseBit = 32;
    private const int OtherClockBit = 64;
    private const int RootBit = 128;
    private const int SpecialBit = 256;
    private const int EndedWithParent = 512;
    private const int EndedByItself = 0;
    private const int KindShift = 16;

    private readonly SignalNode? _parent;
    private readonly string _member;
    private readonly string _file;
    private readonly int _line;

    private long _deadline;
    private SignalNode? _firstChild;
    private SignalNode? _next;
    private SignalNode? _prev;
    private SignalNode? _endedBy;
    private NodeExtra? _extra;
    private int _gate;

    /// <param name="parent">For the lineage; being in the parent's list is <see cref="TryAdopt"/>'s business. Null for roots.</param>
    /// <param name="kind">What the node is.</param>
    /// <param name="origin">Where it was made.</param>
    /// <param name="terms">Its deadline.</param>
    internal SignalNode(SignalNode? parent, NodeKind kind, Origin origin, in DeadlineTerms terms)
    {
        _parent = parent;
        _member = origin.Member;
        _file = origin.File;
        _line = origin.Line;
        _deadline = terms.Timestamp;
        _gate = ((int)kind << KindShift)
            | (kind <= NodeKind.Todo ? RootBit : kind >= NodeKind.Merge ? SpecialBit : 0)
            | (terms.IsOwn ? OwnsDeadlineBit : 0)
            | (terms.OwnsCause ? OwnsCauseBit : 0);
        if (terms.Cause is not null || terms.Wall is not null)
        {
            _extra = new NodeExtra { OwnCause = terms.Cause, WallTicksPlusOne = terms.Wall is { } wall ? wall.UtcTicks + 1 : 0 };
        }
    }

    /// <summary>A plain node on the system clock, as nearly every one is: nothing given that would need more than the node itself.</summary>
    /// <param name="parent">For the lineage, as above.</param>
    /// <param name="kind">What the node is.</param>
    /// <param name="deadline">Fixed or open.</param>
    /// <param name="ownsDeadline">Whether it is this node's and not the parent's.</param>
    /// <param name="member">Where it was made.</param>
    /// <param name="file">The file.</param>
    /// <param name="line">The line.</param>
    protected SignalNode(SignalNode parent, NodeKind kind, long deadline, bool ownsDeadline, string member, string file, int line)
    {
        _parent = parent;
        _member = member;
        _file = file;
        _line = line;
        _deadline = deadline;
        _gate = ((int)kind << KindShift) | (ownsDeadline ? OwnsDeadlineBit : 0);
    }

    /// <summary>Where the deadline is armed, and the clock it is measured by.</summary>
    /// <remarks>Not a field: nearly every node is on the system's clock, and 8 bytes of each would say so.</remarks>
    internal Scheduler Scheduler =>
        (_gate & OtherClockBit) == 0 ? SystemScheduler.Instance : Unsafe.As<ClockedNode>(this).NodeScheduler;

    internal SignalNode? Parent => _parent;

    internal NodeKind Kind => (NodeKind)(_gate >> KindShift);

    internal bool IsRoot => (_gate & RootBit) != 0;

    internal Origin Origin => new(_member, _file, _line);

    internal Exception? OwnCause => _extra?.OwnCause;

    /// <summary>The node where the ending began that reached this one; null while live.</summary>
    internal SignalNode? EndedBy => HasEnded || IsCancellationRequested ? EndOrigin : null;

    /// <summary>The same for a node that has ended.</summary>
    /// <remarks>
    /// Nearly every node ends by itself or with its parent. Neither is written down as a reference: to store one costs as much as the rest
    /// of the marking.
    /// </remarks>
    private SignalNode EndOrigin =>
        _endedBy ?? ((_gate & EndedWithParent) == 0 ? this : FindEndOrigin());

    /// <summary>Whether the node has ended. <see cref="IsDone"/> looks further.</summary>
    internal bool HasEnded => (Volatile.Read(ref _gate) & Ended) != 0;

    internal bool IsDone
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            // The bit; or for the moment before it is set, the token, where somebody has it: whoever saw that canceled finds the context
            // done (1). One read for most, for this is what loops ask.
            int gate = Volatile.Read(ref _gate);
            return (gate & (Ended | TokenTaken | SpecialBit)) != 0 && ((gate & (Ended | SpecialBit)) != 0 || IsCancellationRequested) && IsDoneOnCloserLook();
        }
    }

    internal ContextStatus Status =>
        !IsDone ? ContextStatus.Active
        : (EndOrigin._gate & Expired) != 0 ? ContextStatus.DeadlineExceeded
        : ContextStatus.Canceled;

    internal Exception? Cause => IsDone ? EndOrigin.EndCause : null;

    internal bool HasExpired => EndedBy is { } origin && (origin._gate & Expired) != 0;

    internal Task Done
    {
        get
        {
            if (IsRoot)
            {
                return RootNode.NeverDone;
            }

            return IsDone ? DoneOfEnded() : MakeDone();
        }
    }

    internal virtual CancellationToken TakeToken()
    {
        int gate = Volatile.Read(ref _gate);
        if ((gate & TokenTaken) == 0)
        {
            // Past the lock, so that who ends the node either sees the bit and marks the token, or has ended the node before: then the
            // token is marked here, before anyone has it.
            if ((gate & (Locked | Ended)) != 0 || Interlocked.CompareExchange(ref _gate, gate | TokenTaken, gate) != gate)
            {
                gate = Lock();
                if ((gate & Ended) != 0)
                {
                    TokenSources.MarkCanceled(this);
                }

                Unlock(TokenTaken);
            }
        }

        if ((gate & Ended) != 0 || IsCancellationRequested)
        {
            // What is registered on the token now runs at once (6).
            HelpEnding();
        }

        return Token;
    }

    /// <summary>Whether the node has ended, where one that another thread is just ending counts: waits those few instructions.</summary>
    internal bool AwaitEnding()
    {
        SpinWait spin = default;
        int gate;
        while (((gate = Volatile.Read(ref _gate)) & Locked) != 0)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        return (gate & Ended) != 0;
    }

    protected bool HasDoneSource => _extra?.DoneSource is not null;

    /// <summary>For <see cref="ClockedNode"/>, which alone may say so.</summary>
    protected void SetOtherClock() => _gate |= OtherClockBit;

    private string DebuggerText => ContextText.Lineage(this, null);

    private Task MakeDone()
    {
        NodeExtra extra = EnsureExtra();
        if ((Lock() & Ended) != 0)
        {
            Unlock(0);
            return DoneOfEnded();
        }

        // Continuations never run on the thread that completes it: that may be one that cancels, or one that only asks.
        TaskCompletionSource source = extra.DoneSource ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Unlock(0);
        OnNeedChanged();
        return source.Task;
    }

    private Task DoneOfEnded()
    {
        // What is attached to the completed task runs at once (6).
        HelpEnding();
        CompleteDone();
        return _extra?.DoneSource?.Task ?? Task.CompletedTask;
    }

    /// <summary>
    /// Whoever sees the node done completes the task first, so that no one can see them the other way round (B09). A no-op in
    /// most nodes, and after the first time.
    /// </summary>
    private void CompleteDone()
    {
        if (_extra?.DoneSource is { Task.IsCompleted: false } source)
        {
            HelpEnding();
            source.TrySetResult();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsDoneOnCloserLook()
    {
        if (!HasEnded && !IsCancellationRequested && !(Kind == NodeKind.Foreign && Unsafe.As<ForeignNode>(this).Poll()))
        {
            return false;
        }

        CompleteDone();
        return true;
    }

    private SignalNode FindEndOrigin()
    {
        SignalNode node = this;
        while (node._endedBy is null && (node._gate & EndedWithParent) != 0)
        {
            node = node._parent!;
        }

        // Written down now, all the way: whoever asks next, here or above, does not walk again. Everyone writes the same.
        SignalNode origin = node._endedBy ?? node;
        for (SignalNode below = this; !ReferenceEquals(below, node); below = below._parent!)
        {
            below._endedBy = origin;
        }

        return origin;
    }

    private NodeExtra EnsureExtra()
    {
        NodeExtra? extra = Volatile.Read(ref _extra);
        if (extra is not null)
        {
            return extra;
        }

        var made = new NodeExtra();
        return Interlocked.CompareExchange(ref _extra, made, null) ?? made;
    }

    /// <summary>Takes the lock and answers what the gate was.</summary>
    private int Lock()
    {
        int gate = Volatile.Read(ref _gate);
        if ((gate & Locked) == 0 && Interlocked.CompareExchange(ref _gate, gate | Locked, gate) == gate)
        {
            return gate;
        }

        return LockContended();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int LockContended()
    {
        // What is behind the lock is a few instructions, so look again soon; but not all the time, which would keep its cache line from who
        // holds it. Measured: looking less often doubles what two threads below one parent get done.
        const int Looks = 20;
        const int PauseBetween = 16;
        SpinWait spin = default;
        for (int look = 0; ; look++)
        {
            if (look < Looks)
            {
                Thread.SpinWait(PauseBetween);
            }
            else
            {
                // The holder has lost its core. Yields, but never sleeps a millisecond.
                spin.SpinOnce(sleep1Threshold: -1);
            }

            int gate = Volatile.Read(ref _gate);
            if ((gate & Locked) == 0 && Interlocked.CompareExchange(ref _gate, gate | Locked, gate) == gate)
            {
                return gate;
            }
        }
    }

    /// <summary>Gives the lock back and sets bits of the gate.</summary>
    private void Unlock(int set) => Volatile.Write(ref _gate, (_gate & ~Locked) | set);
}
