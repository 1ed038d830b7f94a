namespace Plumbline;

/// <summary>Stands for a merged node in the list of one of its parents.</summary>
internal sealed class MergeLink(MergeNode target, int index, SignalNode parent)
    : ClockedNode(parent.Scheduler, parent, NodeKind.MergeLink, target.Origin, DeadlineTerms.None)
{
    internal MergeNode Target { get; } = target;

    /// <summary>Position of the parent among the merged ones.</summary>
    internal int Index { get; } = index;
}
