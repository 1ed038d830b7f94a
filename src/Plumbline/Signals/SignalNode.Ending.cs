namespace Plumbline;

internal partial class SignalNode
{
    /// <summary>Ends this node and everything below it: as a cancel, or because its deadline passed.</summary>
    /// <returns>True when this call ended it; false when it was done already.</returns>
    /// <remarks>Either way everything below is done on return, also what another thread is busy ending (B20).</remarks>
    internal bool End(Exception? cause, bool expired)
    {
        NodeExtra? extra = cause is null ? null : EnsureExtra();
        bool won = false;
        if ((Lock() & Ended) != 0)
        {
            Unlock(0);
        }
        else
        {
            if (extra is not null)
            {
                extra.EndCause = cause;
            }
            else if (expired && _extra is { OwnCause: { } own })
            {
                _extra.EndCause = own;
            }

            MarkDone(this, expired);
            won = true;
        }

        SpreadEnd(won);
        return won;
    }

    /// <summary>Cancels this node as its scope is left, without a cause: as <see cref="End"/> does, in fewer steps where nothing depends on it.</summary>
    internal void Leave()
    {
        if (!TryMarkPlain(EndedByItself))
        {
            End(cause: null, expired: false);
        }
        else if (_firstChild is null && _extra is null)
        {
            _parent!.Release(this);
        }
        else
        {
            SpreadEnd(won: true);
        }
    }

    /// <summary>Ends this node because <paramref name="source"/>, its parent or what stands for it, has ended.</summary>
    /// <returns>True when this call ended it.</returns>
    internal bool EndAs(SignalNode source)
    {
        bool won = TryMarkAs(source);
        SpreadEnd(won);
        return won;
    }

    /// <summary>Ends a node that no one else can have yet: its parent had ended before it could be linked.</summary>
    internal void EndAtBirth(SignalNode source)
    {
        if (TryMarkAs(source) && IsDue)
        {
            source.HelpEnding();
            CallbackQueue.Post(this);
        }
    }

    /// <summary>Ends what is left below this node, which has ended, beside whoever is doing so; on return nothing there is live (6).</summary>
    private void HelpEnding()
    {
        if (HasChildren)
        {
            SpreadEndBelow(isDue: false);
        }
    }

    /// <summary>Marks this node done, as if canceled, without anything that follows an end.</summary>
    /// <returns>True when this call ended it.</returns>
    protected bool TryMarkStopped()
    {
        if ((Lock() & Ended) != 0)
        {
            Unlock(0);
            return false;
        }

        MarkDone(this, expired: false);
        return true;
    }

    /// <summary>Called by the scheduler, at or after the deadline.</summary>
    internal virtual void Expire()
    {
        if (!OwnsDeadline)
        {
            // The parent's, as it turned out after this one was armed.
            ExpireIfDue();
            return;
        }

        // A deadline that a linked source brought here is the found context's: its cause, not a second one of ours.
        if (DeadlineSource is ForeignNode { Found: { } found } && found.DeadlineTimestamp == _deadline && OwnCause is null)
        {
            found.ExpireIfDue();
            if (found.EndedBy is not null)
            {
                EndAs(found);
                return;
            }
        }

        End(cause: null, expired: true);
    }

    /// <summary>Runs what waits for this node. On a pool thread, after everything below is done (invariant 5).</summary>
    internal virtual void RunCallbacks()
    {
        CompleteDone();
        if ((_gate & TokenTaken) != 0)
        {
            TokenSources.RunCallbacks(this);
        }
    }

    /// <summary>Called once, without locks, by who ended the node, before its callbacks are queued.</summary>
    protected virtual void OnEnded()
    {
    }

    /// <summary>Whether <see cref="RunCallbacks"/> or <see cref="OnEnded"/> has anything to do. Asked after the node is done.</summary>
    private bool IsDue =>
        ((_gate & (TokenTaken | SpecialBit)) != 0 || _extra is not null) && (HasCallbacks || NeedsFinish);

    private bool HasCallbacks =>
        Kind == NodeKind.Callback
        || _extra?.DoneSource is not null
        || ((_gate & TokenTaken) != 0 && TokenSources.HasCallbacks(this));

    private bool NeedsFinish => Kind is NodeKind.Merge or NodeKind.PosixSignals or NodeKind.Foreign;

    /// <summary>The cause as the node where the ending began tells it; the same object every time.</summary>
    private Exception EndCause
    {
        get
        {
            NodeExtra extra = EnsureExtra();
            if (Volatile.Read(ref extra.EndCause) is { } cause)
            {
                return cause;
            }

            Exception made = ContextErrors.CreateDefaultCause(this);
            return Interlocked.CompareExchange(ref extra.EndCause, made, null) ?? made;
        }
    }

    internal static void FinishEnded(ref DueList due)
    {
        // First all that unlinks, then what is queued: a callback finds nothing of an ended node left in its parents.
        foreach (SignalNode node in due.Nodes)
        {
            if (node.NeedsFinish)
            {
                node.OnEnded();
            }
        }

        foreach (SignalNode node in due.Nodes)
        {
            if (node.HasCallbacks)
            {
                CallbackQueue.Post(node);
            }
        }
    }

    private void SpreadEnd(bool won)
    {
        bool isDue = won && IsDue;
        if (isDue || HasChildren)
        {
            SpreadEndBelow(isDue);
        }
        else
        {
            // A scope that was left with nothing below it: nearly every one.
            _parent?.Release(this);
        }
    }

    private void SpreadEndBelow(bool isDue)
    {
        DueList due = default;
        if (isDue)
        {
            due.Add(this);
        }

        SubtreeWalk.Run(this, ref due);
        _parent?.Release(this);
        FinishEnded(ref due);
    }

    /// <summary>Marks this node done as <paramref name="source"/> is, unless it has ended.</summary>
    internal bool TryMarkAs(SignalNode source)
    {
        // Before the lock: it may be a long way.
        SignalNode? origin = ReferenceEquals(source, _parent) ? null : source.EndOrigin;
        if ((Lock() & Ended) != 0)
        {
            Unlock(0);
            return false;
        }

        MarkAs(source, origin);
        return true;
    }

    /// <summary>
    /// Marks children done, and takes those out of the list that have none of their own, until the list is empty or a child
    /// turns up whose own children come first.
    /// </summary>
    /// <returns>That child, already done and still in the list; or null when the list is empty.</returns>
    internal SignalNode? EndChildren(ref DueList due)
    {
        while (true)
        {
            due.EnsureRoom();
            Lock();
            SignalNode? child = _firstChild;
            bool isAncestor = false;

            // A bounded number under one lock: others who need it wait for microseconds, whatever the number of children.
            for (int batch = 0; batch < 64 && child is not null && !due.IsFull; batch++)
            {
                // Parent before child (4). The child's own canceller takes only the child's lock.
                if (child.TryMarkPlain(EndedWithParent))
                {
                    if (child._extra is not null && child.IsDue)
                    {
                        due.Add(child);
                    }
                }
                else if ((child.Lock() & Ended) == 0)
                {
                    child.MarkAs(this, origin: null);
                    if (child.IsDue)
                    {
                        due.Add(child);
                    }
                }
                else
                {
                    child.Unlock(0);
                }

                isAncestor = child.HasChildren || child.Kind == NodeKind.MergeLink;
                if (isAncestor)
                {
                    break;
                }

                SignalNode? next = child._next;
                if (next is not null)
                {
                    next._prev = null;
                    child._next = null;
                }

                child = next;
            }

            _firstChild = child;
            Unlock(0);
            if (isAncestor || child is null)
            {
                return child;
            }
        }
    }

    /// <summary>Under this node's lock, which it gives back.</summary>
    /// <param name="source">What it ends with.</param>
    /// <param name="origin">Where that began; null when the source is the parent, which can be asked later.</param>
    private void MarkAs(SignalNode source, SignalNode? origin)
    {
        if ((_gate & OwnsCauseBit) != 0 && (origin ?? source.EndOrigin) is var began && (began._gate & Expired) != 0 && began._deadline == _deadline)
        {
            // The own deadline is the very instant at which the ancestor's passed: the caller's cause for it holds (B91).
            _extra!.EndCause = _extra.OwnCause;
            MarkDone(this, expired: true);
        }
        else
        {
            MarkDone(origin, expired: false);
        }
    }

    /// <summary>
    /// Marks a node done that is not locked, whose token nobody has, and which owns no deadline: in one step, without the lock. What may depend on
    /// it besides, children and a taken Done, is for the caller to look for, afterwards.
    /// </summary>
    /// <param name="how"><see cref="EndedByItself"/> or <see cref="EndedWithParent"/>.</param>
    /// <returns>False when it has ended, or is none of these.</returns>
    private bool TryMarkPlain(int how)
    {
        int gate = Volatile.Read(ref _gate);
        return (gate & ~(0xFFFF << KindShift)) == 0 && Interlocked.CompareExchange(ref _gate, gate | Ended | how, gate) == gate;
    }

    /// <summary>The other place where a node becomes done (1). Under its lock, which it gives back.</summary>
    /// <param name="origin">Where its ending began: here or elsewhere; null for where the parent's did.</param>
    /// <param name="expired">Whether its own deadline has passed.</param>
    private void MarkDone(SignalNode? origin, bool expired)
    {
        if (origin is null)
        {
            _gate |= EndedWithParent;
        }
        else if (!ReferenceEquals(origin, this))
        {
            _endedBy = origin;
        }

        if (expired)
        {
            _gate |= Expired;
        }

        if ((_gate & TokenTaken) != 0)
        {
            TokenSources.MarkCanceled(this);
        }

        if ((_gate & OwnsDeadlineBit) != 0)
        {
            Disarm();
        }

        Unlock(Ended);
    }
}
