namespace Plumbline;

/// <summary>A node that carries its scheduler: every one that is not on the shared system clock, and the rarer kinds.</summary>
internal class ClockedNode : TimedNode
{
    internal ClockedNode(Scheduler scheduler, SignalNode? parent, NodeKind kind, Origin origin, in DeadlineTerms terms)
        : base(parent, kind, origin, terms)
    {
        NodeScheduler = scheduler;
        SetOtherClock();
    }

    internal Scheduler NodeScheduler { get; }

    /// <summary>A plain node, with a scheduler in it only where it is not the shared one.</summary>
    internal static TimedNode Create(Scheduler scheduler, SignalNode parent, NodeKind kind, Origin origin, in DeadlineTerms terms) =>
        ReferenceEquals(scheduler, SystemScheduler.Instance)
            ? new TimedNode(parent, kind, origin, terms)
            : new ClockedNode(scheduler, parent, kind, origin, terms);
}
