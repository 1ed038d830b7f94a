using System.Runtime.CompilerServices;

namespace Plumbline;

/// <content>When a node's time is up.</content>
// A deadline on the system clock may be left open: reading that clock costs as much as all else that a scope does together, and of scopes
// that are made in great numbers nearly every one is over before anyone wants to know. An open deadline is fixed by who asks first, or by the
// scheduler within a tick (ADR 7).
//
//   1. It counts from the moment at which it is fixed. That is after the scope was made, so that it never comes early, and late by no
//      more than the time in between.
//   2. It is fixed once, under the node's lock, after the parent's, and is never later than that one.
//   3. A node that ends with its deadline open, which nobody will wait for, fixes it by the last tick, be the parent's open or not.
internal partial class SignalNode
{
    internal const long NoDeadline = long.MaxValue;

    // Open, and the parent's, which is open as well. Every other negative number is an own one that is open: the time given, in units.
    private const long OpenAsParent = long.MinValue;

    /// <summary>The nearest deadline that binds this node, in timestamps of its clock; <see cref="NoDeadline"/> without one.</summary>
    /// <remarks>May read the clock: asking fixes a deadline that is open.</remarks>
    internal long DeadlineTimestamp
    {
        get
        {
            long deadline = Volatile.Read(ref _deadline);
            return IsOpen(deadline) ? FixDeadline(SystemScheduler.Instance.Now) : deadline;
        }
    }

    /// <summary>Whether the deadline was set here; false where it was taken over from an ancestor.</summary>
    /// <remarks>Below a foreign parent one is set anew, to the same instant.</remarks>
    internal bool OwnsDeadline
    {
        get
        {
            if ((_gate & OwnsDeadlineBit) == 0)
            {
                return false;
            }

            // While it was open the parent's may have turned out to be the nearer one. As long as that is open it has not (3).
            long deadline = Volatile.Read(ref _deadline);
            long inherited = Volatile.Read(ref _parent!._deadline);
            return IsOpen(deadline) || deadline < inherited || _parent.IsOpen(inherited)
                || _parent.Kind == NodeKind.Foreign || Unsafe.As<TimedNode>(this).IsBornExpired;
        }
    }

    /// <summary>The node whose deadline binds this one: itself, or where it was taken over from.</summary>
    internal SignalNode DeadlineOwner
    {
        get
        {
            SignalNode node = this;
            while (!node.OwnsDeadline && node.DeadlineSource is { } source && source._deadline != NoDeadline)
            {
                node = source;
            }

            return node;
        }
    }

    internal TimeSpan? Remaining
    {
        get
        {
            if (_deadline == NoDeadline)
            {
                return null;
            }

            if (IsDone)
            {
                return TimeSpan.Zero;
            }

            long now = Scheduler.Now;
            long left = DeadlineAt(now) - now;
            if (left > 0)
            {
                return Scheduler.ToTimeSpan(left);
            }

            ExpireIfDue();
            return TimeSpan.Zero;
        }
    }

    internal DateTimeOffset? WallDeadline
    {
        get
        {
            if (_deadline == NoDeadline)
            {
                return null;
            }

            // An open deadline may turn out to be an ancestor's.
            _ = DeadlineTimestamp;
            SignalNode owner = DeadlineOwner;
            NodeExtra extra = owner.EnsureExtra();
            long ticks = Volatile.Read(ref extra.WallTicksPlusOne);
            if (ticks == 0)
            {
                // Asked for the first time: from here on this is the answer, whatever the wall clock does (B05).
                long made = owner.Scheduler.ToWallClock(owner.DeadlineTimestamp).UtcTicks + 1;
                ticks = Interlocked.CompareExchange(ref extra.WallTicksPlusOne, made, 0);
                ticks = ticks == 0 ? made : ticks;
            }

            return new DateTimeOffset(ticks - 1, TimeSpan.Zero);
        }
    }

    /// <summary>Where a node without a deadline of its own takes it from.</summary>
    protected virtual SignalNode? DeadlineSource => _parent;

    /// <summary>The same as <see cref="DeadlineTimestamp"/> for who has read the clock already.</summary>
    /// <param name="now">A timestamp of this node's clock, read after the node was made.</param>
    internal long DeadlineAt(long now)
    {
        long deadline = Volatile.Read(ref _deadline);
        return IsOpen(deadline) ? FixDeadline(now) : deadline;
    }

    /// <summary>What is left until the deadline, as <see cref="Remaining"/>, but without ending or fixing anything: for texts.</summary>
    internal TimeSpan? PeekLeft()
    {
        if (_deadline == NoDeadline)
        {
            return null;
        }

        long now = Scheduler.Now;
        long nearest = NoDeadline;
        SignalNode node = this;
        long deadline;
        while (node.IsOpen(deadline = Volatile.Read(ref node._deadline)))
        {
            nearest = deadline == OpenAsParent ? nearest : Math.Min(nearest, now - deadline);
            node = node._parent!;
        }

        return Scheduler.ToTimeSpan(Math.Min(nearest, deadline) - now);
    }

    internal bool HasOpenDeadline => IsOpen(Volatile.Read(ref _deadline));

    /// <summary>Ends the node that set this node's deadline when that has passed, ahead of the scheduler.</summary>
    /// <returns>Whether the deadline has passed.</returns>
    internal bool ExpireIfDue()
    {
        // Asked on the owner's clock: a merged node may have parents on several.
        SignalNode owner = DeadlineOwner;
        if (owner._deadline == NoDeadline)
        {
            return false;
        }

        long now = owner.Scheduler.Now;
        if (now < owner.DeadlineAt(now))
        {
            return false;
        }

        owner.Expire();
        return true;
    }

    /// <summary>The deadline of a child that is given a time, where this node has a deadline.</summary>
    /// <param name="units">The time, in units of the system clock.</param>
    /// <param name="isExact">Whether the clock may be read for it; otherwise an own deadline stays open.</param>
    /// <param name="owns">Whether the child's own time is up first, as far as is known.</param>
    private long DeadlineBelow(long units, bool isExact, out bool owns)
    {
        long deadline = Volatile.Read(ref _deadline);
        // Open, the child's began later than this node's; fixed, the last tick is enough where the difference is large.
        SignalNode source = this;
        while (deadline == OpenAsParent)
        {
            source = source._parent!;
            deadline = Volatile.Read(ref source._deadline);
        }

        if (deadline < 0 ? units >= -deadline : SystemScheduler.Instance.IsCertainlyLater(units, deadline))
        {
            owns = false;
            return deadline < 0 ? OpenAsParent : deadline;
        }

        owns = true;
        if (!isExact)
        {
            return -units;
        }

        long own = AfterNow(units);
        long inherited = DeadlineAt(own - units);
        owns = own < inherited;
        return owns ? own : inherited;
    }

    private long FixDeadline(long now)
    {
        // From the outermost open one down. Deep chains of them are rare, but no reason for recursion.
        Stack<SignalNode>? below = null;
        SignalNode node = this;
        while (node._parent is { } parent && parent.IsOpen(Volatile.Read(ref parent._deadline)))
        {
            (below ??= new Stack<SignalNode>()).Push(node);
            node = parent;
        }

        long deadline = node.FixBelowParent(now);
        while (below is not null && below.TryPop(out SignalNode? next))
        {
            deadline = next.FixBelowParent(now);
        }

        return deadline;
    }

    private long FixBelowParent(long now)
    {
        long inherited = Volatile.Read(ref _parent!._deadline);
        Lock();
        long deadline = _deadline;
        if (IsOpen(deadline))
        {
            deadline = deadline == OpenAsParent ? inherited : Math.Min(now - deadline, inherited);
            Volatile.Write(ref _deadline, deadline);
        }

        Unlock(0);
        return deadline;
    }

    /// <summary>Under the lock: what the end of a node means for its own deadline.</summary>
    private void Disarm()
    {
        if (IsOwnOpen(_deadline) && (_gate & OtherClockBit) == 0)
        {
            // Nobody will wait for it any more, but somebody may still print it (3). The clock would cost what was saved, and is needed only
            // where there has been no tick for long.
            SystemScheduler scheduler = SystemScheduler.Instance;
            long now = scheduler.IsParked ? scheduler.Now : scheduler.LastTick;
            long inherited = Volatile.Read(ref _parent!._deadline);
            Volatile.Write(ref _deadline, _parent.IsOpen(inherited) ? now - _deadline : Math.Min(now - _deadline, inherited));
        }

        var node = Unsafe.As<TimedNode>(this);
        if (node.HeapIndex != TimedNode.NeverArmed)
        {
            Scheduler.Disarm(node);
        }
    }

    // Other clocks may count in negative timestamps; nothing is left open there.
    private bool IsOpen(long deadline) => deadline < 0 && (_gate & OtherClockBit) == 0;

    private static bool IsOwnOpen(long deadline) => deadline is < 0 and not OpenAsParent;
}
