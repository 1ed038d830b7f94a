namespace Plumbline;

/// <content>The list of live children (2).</content>
internal partial class SignalNode
{
    internal bool HasChildren => Volatile.Read(ref _firstChild) is not null;

    /// <summary>Number of links to live children. For tests: linear, takes the lock.</summary>
    internal int ChildCount
    {
        get
        {
            Lock();
            int count = 0;
            for (SignalNode? child = _firstChild; child is not null; child = child._next)
            {
                count++;
            }

            Unlock(0);
            return count;
        }
    }

    /// <summary>Puts a new child into the list, unless this node has ended.</summary>
    internal bool TryAdopt(SignalNode child)
    {
        int gate = Lock();
        if ((gate & Ended) != 0)
        {
            Unlock(0);
            return false;
        }

        Insert(child);
        Unlock(0);
        if ((gate & SpecialBit) != 0)
        {
            // Not only for the first child: who linked that may still be on the way to register.
            OnNeedChanged();
        }

        return true;
    }

    /// <summary>Takes an ended child out of the list; does nothing when it is not in it.</summary>
    internal void Release(SignalNode child)
    {
        if (IsRoot)
        {
            // Shared by everyone and everything: not even its lock may be touched (2).
            return;
        }

        int gate = Lock();
        if (child._prev is not null || ReferenceEquals(_firstChild, child))
        {
            Remove(child);
        }

        bool isEmpty = _firstChild is null;
        Unlock(0);
        if (isEmpty && (gate & SpecialBit) != 0)
        {
            OnNeedChanged();
        }
    }

    /// <summary>Called without locks when the node may have begun, or ceased, to be needed by others.</summary>
    protected virtual void OnNeedChanged()
    {
    }

    // At the front. Every reference stored costs as much as a small branch or two, so the first child is known by the parent's alone.
    private void Insert(SignalNode child)
    {
        if (_firstChild is { } first)
        {
            child._next = first;
            first._prev = child;
        }

        _firstChild = child;
    }

    private void Remove(SignalNode child)
    {
        SignalNode? next = child._next;
        SignalNode? prev = child._prev;
        if (prev is not null)
        {
            prev._next = next;
            child._prev = null;
        }
        else
        {
            _firstChild = next;
        }

        if (next is not null)
        {
            next._prev = prev;
            child._next = null;
        }
    }
}
