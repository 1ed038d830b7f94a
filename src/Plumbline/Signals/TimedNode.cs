namespace Plumbline;

/// <summary>A node that was given a time: what its scheduler keeps in it, and what people are told.</summary>
/// <remarks>Apart from <see cref="SignalNode"/>, for a node without a deadline of its own is nearly as frequent and 16 bytes smaller.</remarks>
internal class TimedNode : SignalNode
{
    internal const int NeverArmed = -3;
    internal const int Incoming = -2;
    internal const int Disarmed = -1;

    /// <summary>Where the node stands in its scheduler's heap, or one of the constants. Written by the scheduler only.</summary>
    internal int HeapIndex = NeverArmed;

    /// <summary>Next in one of the scheduler's stacks.</summary>
    internal TimedNode? NextIncoming;

    internal TimedNode(SignalNode? parent, NodeKind kind, Origin origin, in DeadlineTerms terms)
        : base(parent, kind, origin, terms) => BudgetSeconds = terms.BudgetSeconds;

    /// <summary>A plain node that was given a time.</summary>
    /// <inheritdoc cref="SignalNode(SignalNode, NodeKind, long, bool, string, string, int)"/>
    internal TimedNode(SignalNode parent, NodeKind kind, long deadline, bool ownsDeadline, float budgetSeconds, string member, string file, int line)
        : base(parent, kind, deadline, ownsDeadline, member, file, line) => BudgetSeconds = budgetSeconds;

    /// <summary>What the caller gave, for people; seven digits are enough for that. Negative: none.</summary>
    internal float BudgetSeconds { get; }

    /// <summary>Whether the deadline had passed when the node was made: it is done on return (B48).</summary>
    internal bool IsBornExpired => BudgetSeconds == 0;

    /// <summary>Has the scheduler end the node at its deadline. Where that cannot be had the node ends here, for nobody would have a scope of it.</summary>
    /// <param name="slots">The calling thread's, where they are at hand; null otherwise, and on another clock.</param>
    internal void Arm(ArmingSlots? slots = null)
    {
        try
        {
            if (slots is null)
            {
                Scheduler.Arm(this);
            }
            else
            {
                slots.Scheduler.Arm(this, slots);
            }
        }
        catch
        {
            Leave();
            throw;
        }
    }
}
