namespace Plumbline;

/// <summary>A node of several parents: it is in each one's list through a <see cref="MergeLink"/>.</summary>
internal sealed class MergeNode : ClockedNode
{
    private const int EndedByNone = -1;

    private readonly SignalNode? _earliest;
    private readonly MergeLink?[] _links;
    private int _endedByIndex = EndedByNone;

    private MergeNode(Scheduler scheduler, SignalNode?[] parents, SignalNode? earliest, DeadlineTerms terms, Origin origin)
        : base(scheduler, scheduler.Root, NodeKind.Merge, origin, terms)
    {
        Parents = parents;
        _earliest = earliest;
        _links = new MergeLink?[parents.Length];
    }

    /// <summary>In the order they were given; null for the system clock's root.</summary>
    internal SignalNode?[] Parents { get; }

    /// <summary>Which parent ended this node, from zero; negative while live or when its own scope did.</summary>
    internal int EndedByIndex => Volatile.Read(ref _endedByIndex);

    protected override SignalNode? DeadlineSource => _earliest;

    internal static MergeNode Create(ReadOnlySpan<Context> parents, Origin origin)
    {
        Scheduler scheduler = parents[0].Signal?.Scheduler ?? SystemScheduler.Instance;
        var nodes = new SignalNode?[parents.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = parents[i].Signal;
        }

        SignalNode? earliest = FindEarliest(scheduler, nodes, out long deadline);
        var node = new MergeNode(scheduler, nodes, earliest, DeadlineTerms.Taken(deadline, earliest), origin);
        if (node.TryLink() && node.OwnsDeadline)
        {
            node.Arm();
        }

        return node;
    }

    /// <summary>Marks this node done as the link's parent is, and notes which parent that was.</summary>
    internal bool TryMarkThrough(MergeLink link)
    {
        // Ahead of the end, so that whoever sees the end sees the number; the first one stays when two parents end at once.
        int before = Interlocked.CompareExchange(ref _endedByIndex, link.Index, EndedByNone);
        SignalNode source = before is EndedByNone ? link : _links[before] ?? link;
        return TryMarkAs(source.EndedBy is null ? link : source);
    }

    protected override void OnEnded()
    {
        // This node was marked before the links are read here; who links one does so before it looks at the mark. With a fence on either
        // side at least one of the two sees the other.
        Interlocked.MemoryBarrier();
        foreach (MergeLink? link in _links)
        {
            link?.Parent!.Release(link);
        }
    }

    private static SignalNode? FindEarliest(Scheduler scheduler, SignalNode?[] parents, out long deadline)
    {
        SignalNode? earliest = null;
        deadline = NoDeadline;
        foreach (SignalNode? parent in parents)
        {
            if (parent is null || parent.DeadlineTimestamp == NoDeadline)
            {
                continue;
            }

            // Another clock counts from another start: what is left is what both agree on.
            long candidate = ReferenceEquals(parent.Scheduler, scheduler)
                ? parent.DeadlineTimestamp
                : scheduler.TimestampAfter(parent.Scheduler.ToTimeSpan(parent.DeadlineTimestamp - parent.Scheduler.Now));
            if (candidate < deadline)
            {
                deadline = candidate;
                earliest = parent;
            }
        }

        return earliest;
    }

    /// <summary>Links this node below every parent that can end.</summary>
    /// <returns>False when one of them had ended, and this node with it.</returns>
    private bool TryLink()
    {
        for (int i = 0; i < Parents.Length; i++)
        {
            SignalNode? parent = Parents[i];
            if (parent is null or RootNode)
            {
                continue;
            }

            var link = new MergeLink(this, i, parent);
            _links[i] = link;
            if (!parent.IsDone && parent.TryAdopt(link))
            {
                continue;
            }

            link.EndAtBirth(parent);
            TryMarkThrough(link);
            OnEnded();
            return false;
        }

        Interlocked.MemoryBarrier();
        if (HasEnded)
        {
            // A parent ended while later links were being made: whoever ended this node may not have seen those.
            OnEnded();
            return false;
        }

        return true;
    }
}
