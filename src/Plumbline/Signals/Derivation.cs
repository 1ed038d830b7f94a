using System.Runtime.CompilerServices;

namespace Plumbline;

/// <summary>Makes child nodes: decides whose deadline binds, links, arms.</summary>
internal static class Derivation
{
    internal static SignalNode WithCancel(SignalNode? parent, string member, string file, int line)
    {
        if (SignalNode.DeriveIfPlain(parent, NodeKind.Cancel, member, file, line) is { } plain)
        {
            return plain;
        }

        return WithCancelOfAnyKind(parent!, new Origin(member, file, line));
    }

    internal static SignalNode WithTimeout(SignalNode? parent, TimeSpan timeout, Exception? cause, string member, string file, int line)
    {
        if (cause is null && SignalNode.DeriveTimedIfPlain(parent, NodeKind.Timeout, timeout, member, file, line) is { } plain)
        {
            return plain;
        }

        return WithTimeoutOfAnyKind(parent, timeout, cause, new Origin(member, file, line));
    }

    // Apart, so that the way above is not made to clear room on the stack for what is only needed here.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TimedNode WithCancelOfAnyKind(SignalNode parent, Origin origin)
    {
        var node = ClockedNode.Create(parent.Scheduler, parent, NodeKind.Cancel, origin, DeadlineTerms.Inherit(parent));
        Start(node, parent);
        return node;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TimedNode WithTimeoutOfAnyKind(SignalNode? parent, TimeSpan timeout, Exception? cause, Origin origin)
    {
        SignalNode over = parent ?? SystemScheduler.Instance.Root;
        DeadlineTerms terms = timeout == Timeout.InfiniteTimeSpan
            ? DeadlineTerms.Inherit(over, cause)
            : DeadlineTerms.After(over, timeout, cause, wall: null);
        var node = ClockedNode.Create(over.Scheduler, over, NodeKind.Timeout, origin, terms);
        Start(node, over);
        return node;
    }

    internal static SignalNode WithDeadline(SignalNode? parent, DateTimeOffset deadline, Exception? cause, string member, string file, int line)
    {
        SignalNode over = parent ?? SystemScheduler.Instance.Root;
        DateTimeOffset wall = deadline.ToUniversalTime();
        TimeSpan timeout = wall - over.Scheduler.Clock.GetUtcNow();

        // A difference of exactly -1 ms is a deadline that has passed, not Timeout.InfiniteTimeSpan.
        DeadlineTerms terms = DeadlineTerms.After(over, timeout, cause, wall);
        var node = ClockedNode.Create(over.Scheduler, over, NodeKind.Deadline, new Origin(member, file, line), terms);
        Start(node, over);
        return node;
    }

    internal static SignalNode WithShield(SignalNode? parent, TimeSpan limit, string member, string file, int line)
    {
        // Below the root of its clock, not below the parent: neither linked to it nor keeping it alive.
        Scheduler scheduler = parent?.Scheduler ?? SystemScheduler.Instance;
        if (ReferenceEquals(scheduler, SystemScheduler.Instance)
            && SignalNode.DeriveTimedIfPlain(null, NodeKind.Shield, limit, member, file, line) is { } plain)
        {
            return plain;
        }

        RootNode root = scheduler.Root;
        var node = ClockedNode.Create(scheduler, root, NodeKind.Shield, new Origin(member, file, line), DeadlineTerms.After(root, limit, cause: null, wall: null));
        Start(node, root);
        return node;
    }

    /// <summary>A node that has the deadline of <paramref name="source"/>, and says who set it, but is out of reach of anything else that ends that one.</summary>
    /// <param name="source">Any node; null for the root of the system's clock.</param>
    /// <param name="origin">Where the node is made, for the text of one that has no deadline.</param>
    internal static SignalNode WithDeadlineOf(SignalNode? source, Origin origin)
    {
        Scheduler scheduler = source?.Scheduler ?? SystemScheduler.Instance;
        if (source is null || source.DeadlineTimestamp == SignalNode.NoDeadline)
        {
            return WithCancel(scheduler.RootOrNull, origin.Member, origin.File, origin.Line);
        }

        RootNode root = scheduler.Root;
        SignalNode owner = source.DeadlineOwner;
        var node = ClockedNode.Create(scheduler, root, NodeKind.Shield, owner.Origin, DeadlineTerms.CopyOf(source, owner));
        Start(node, root);
        return node;
    }

    /// <summary>Puts a new node to work: done at once where its parent or its deadline says so, else linked and armed.</summary>
    internal static void Start(TimedNode node, SignalNode parent)
    {
        bool arms = node.OwnsDeadline;
        if (arms && node.IsBornExpired)
        {
            // The parent's state comes first (B56), then the own deadline.
            if (parent.IsDone)
            {
                node.EndAtBirth(parent);
            }
            else
            {
                node.Expire();
            }

            return;
        }

        // A foreign parent may be done without having noticed: asking makes it notice.
        if (!parent.IsRoot && ((parent.Kind == NodeKind.Foreign && parent.IsDone) || !parent.TryAdopt(node)))
        {
            node.EndAtBirth(parent);
            return;
        }

        if (arms)
        {
            node.Arm();
        }
    }
}
