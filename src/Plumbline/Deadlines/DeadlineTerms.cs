namespace Plumbline;

/// <summary>The deadline of a node to be made: which instant, whose it is, and what the caller said about it.</summary>
internal readonly struct DeadlineTerms
{
    /// <summary>No deadline at all.</summary>
    internal static DeadlineTerms None => new(SignalNode.NoDeadline, isOwn: false, ownsCause: false, -1, null, null);

    private DeadlineTerms(long timestamp, bool isOwn, bool ownsCause, float budgetSeconds, Exception? cause, DateTimeOffset? wall)
    {
        Timestamp = timestamp;
        IsOwn = isOwn;
        OwnsCause = ownsCause;
        BudgetSeconds = budgetSeconds;
        Cause = cause;
        Wall = wall;
    }

    internal long Timestamp { get; }

    /// <summary>Set here and armed here; otherwise an ancestor sees to it.</summary>
    internal bool IsOwn { get; }

    /// <summary>The own deadline is exactly the ancestor's: no timer, but the own cause holds when it passes.</summary>
    internal bool OwnsCause { get; }

    /// <summary>What the caller gave, for people. Zero, and only zero, when it had passed from the start; negative: nothing given.</summary>
    internal float BudgetSeconds { get; }

    internal Exception? Cause { get; }

    /// <summary>The instant the caller gave, when this deadline is that one.</summary>
    internal DateTimeOffset? Wall { get; }

    /// <summary>The parent's deadline, with no own one.</summary>
    /// <remarks>A foreign parent ends when callbacks reach its token, which a starved pool delays: below it the deadline is armed again.</remarks>
    internal static DeadlineTerms Inherit(SignalNode parent, Exception? cause = null) =>
        new(parent.DeadlineTimestamp, IsArmedAgainBelow(parent), ownsCause: false, -1, cause, null);

    /// <summary>A deadline taken over from <paramref name="source"/>, or from outside the tree.</summary>
    internal static DeadlineTerms Taken(long timestamp, SignalNode? source) =>
        new(timestamp, source is not null && IsArmedAgainBelow(source), ownsCause: false, -1, null, null);

    /// <summary>The deadline of <paramref name="source"/>, as that of a node which is not below it.</summary>
    /// <param name="source">A node with a deadline.</param>
    /// <param name="owner">Who set it.</param>
    internal static DeadlineTerms CopyOf(SignalNode source, SignalNode owner) =>
        new(source.DeadlineTimestamp, isOwn: true, ownsCause: false, owner is TimedNode timed ? timed.BudgetSeconds : -1, null, null);

    /// <summary>The nearer one of the parent's deadline and <paramref name="timeout"/> from now.</summary>
    internal static DeadlineTerms After(SignalNode parent, TimeSpan timeout, Exception? cause, DateTimeOffset? wall)
    {
        Scheduler scheduler = parent.Scheduler;
        long now;
        if (timeout <= TimeSpan.Zero)
        {
            // Past already, and so the child's own to end with, even where the parent's passed before and is about to be noticed (B48).
            now = scheduler.Now;
            return new(Math.Min(now, parent.DeadlineAt(now)), isOwn: true, ownsCause: false, 0, cause, wall);
        }

        float budget = (float)timeout.TotalSeconds;
        long units = scheduler.ToUnits(timeout);
        if (!parent.HasOpenDeadline && scheduler.IsCertainlyLater(units, parent.DeadlineTimestamp))
        {
            // The clock need not be read to know by how much.
            return new(parent.DeadlineTimestamp, IsArmedAgainBelow(parent), ownsCause: false, budget, cause, wall: null);
        }

        now = scheduler.Now;
        long own = Scheduler.Later(now, units);
        long inherited = parent.DeadlineAt(now);
        if (own < inherited)
        {
            return new(own, isOwn: true, ownsCause: false, budget, cause, wall);
        }

        return new(inherited, IsArmedAgainBelow(parent), ownsCause: own == inherited && cause is not null, budget, cause, wall: null);
    }

    private static bool IsArmedAgainBelow(SignalNode parent) =>
        parent.Kind == NodeKind.Foreign && parent.DeadlineTimestamp != SignalNode.NoDeadline;
}
