using Microsoft.Extensions.Time.Testing;

namespace Plumbline.Tests.Stress;

/// <summary>
/// What contexts should do, said again in the plainest way: lists and loops, one thread. Plays the same deeds on real contexts on a fake
/// clock and compares after each.
/// </summary>
internal sealed class TreeModel
{
    internal enum Deed
    {
        WithCancel,
        WithTimeout,
        WithTimeoutAndCause,
        WithParentsTimeoutAndCause,
        WithShield,
        WithValue,
        WithoutCancel,
        Merge,
        Cancel,
        CancelWithCause,
        Dispose,
        Advance,
        Register,
    }

    private static readonly ContextKey<int> _key = new("number");

    private readonly FakeTimeProvider _clock = new();
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<Node, int> _callbacks = [];
    private TimeSpan _now;
    private int _played;

    internal TreeModel() => _nodes.Add(new Node(default, Context.Root(_clock)) { Scopeless = true });

    internal TimeProvider Clock => _clock;

    internal void Play((Deed Deed, int Which, int Other, int Milliseconds)[] deeds)
    {
        foreach ((Deed deed, int which, int other, int milliseconds) in deeds)
        {
            _played++;
            Do(deed, _nodes[which % _nodes.Count], _nodes[other % _nodes.Count], milliseconds);
            Compare();
        }
    }

    /// <summary>To be called when all callbacks that are due have run.</summary>
    internal void CompareCallbacks()
    {
        foreach ((Node node, int registered) in _callbacks)
        {
            Assert.Equal(node.Status == ContextStatus.Active ? 0 : registered, node.CallbacksRun);
        }
    }

    private void Do(Deed deed, Node node, Node other, int milliseconds)
    {
        // No two deadlines of different deeds are equal: a tick of 100 ns more for each.
        TimeSpan timeout = TimeSpan.FromMilliseconds(milliseconds - 3) + new TimeSpan(milliseconds < 4 ? 0 : _played);
        Exception cause = new InvalidOperationException($"Deed {_played}.");
        Context child;
        switch (deed)
        {
            case Deed.WithCancel:
                Add(new Node(node.Ctx.WithCancel(out child), child, node) { Deadline = node.Deadline });
                break;
            case Deed.WithTimeout:
                AddTimed(new Node(node.Ctx.WithTimeout(timeout, out child), child, node), _now + timeout, null);
                break;
            case Deed.WithTimeoutAndCause:
                AddTimed(new Node(node.Ctx.WithTimeout(timeout, out child, cause), child, node), _now + timeout, cause);
                break;
            case Deed.WithParentsTimeoutAndCause when node.Status == ContextStatus.Active && node.Deadline is { } deadline:
                AddTimed(new Node(node.Ctx.WithTimeout(deadline - _now, out child, cause), child, node), deadline, cause);
                break;
            case Deed.WithShield when timeout > TimeSpan.Zero:
                AddTimed(new Node(node.Ctx.WithShield(timeout, out child), child, _nodes[0]), _now + timeout, null);
                break;
            case Deed.WithValue:
                node.Ctx = node.Ctx.WithValue(_key, _played);
                break;
            case Deed.WithoutCancel:
                Assert.False(node.Ctx.WithoutCancel().IsDone);
                break;
            case Deed.Merge:
                TimeSpan? earliest = Earlier(node.Deadline, other.Deadline);
                Add(new Node(Context.Merge([node.Ctx, other.Ctx], out child), child, node, other) { Deadline = earliest });
                break;
            case Deed.Cancel or Deed.CancelWithCause or Deed.Dispose:
                End(node, deed, cause);
                break;
            case Deed.Advance:
                Advance(TimeSpan.FromMilliseconds(milliseconds / 4));
                break;
            case Deed.Register:
                Register(node);
                break;
        }
    }

    private void Add(Node node)
    {
        _nodes.Add(node);
        Spread();
    }

    private void AddTimed(Node node, TimeSpan own, Exception? cause)
    {
        TimeSpan? inherited = node.Parents[0].Deadline;
        if (own - _now == Timeout.InfiniteTimeSpan)
        {
            node.Deadline = inherited;
            Add(node);
            return;
        }

        node.OwnCause = cause;
        node.OwnsDeadline = inherited is null || own < inherited || own <= _now;
        node.SharesDeadline = own == inherited && !node.OwnsDeadline;
        node.Deadline = Earlier(inherited, own);
        _nodes.Add(node);
        Spread();
        if (own <= _now && node.Status == ContextStatus.Active)
        {
            node.EndAs(ContextStatus.DeadlineExceeded, node, cause);
            Spread();
        }
    }

    private void End(Node node, Deed deed, Exception cause)
    {
        if (node.Scopeless)
        {
            return;
        }

        Exception? given = deed == Deed.CancelWithCause ? cause : null;
        if (node.Status == ContextStatus.Active)
        {
            node.EndAs(ContextStatus.Canceled, node, given);
        }

        if (deed == Deed.Dispose)
        {
            node.Scope.Dispose();
        }
        else
        {
            node.Scope.Cancel(given);
        }

        Spread();
    }

    private void Advance(TimeSpan time)
    {
        _clock.Advance(time);
        _now += time;
        while (_nodes.Where(node => node.OwnsDeadline && node.Status == ContextStatus.Active && node.Deadline <= _now).MinBy(static node => node.Deadline) is { } due)
        {
            due.EndAs(ContextStatus.DeadlineExceeded, due, due.OwnCause);
            Spread();
        }
    }

    private void Register(Node node)
    {
        _callbacks[node] = _callbacks.GetValueOrDefault(node) + 1;
        node.Ctx.Register(static node => Interlocked.Increment(ref node.CallbacksRun), node);
    }

    /// <summary>Ends every node that has an ended parent. In the order in which they were made, in which parents come first.</summary>
    private void Spread()
    {
        foreach (Node node in _nodes)
        {
            if (node.Status != ContextStatus.Active || !node.Parents.Any(static parent => parent.Status != ContextStatus.Active))
            {
                continue;
            }

            // A merged node of which one deed ended several parents may have the end of either, of which it says which.
            Node parent = node.Parents.FirstOrDefault(parent => parent.Status != ContextStatus.Active && ReferenceEquals(parent.Ctx.Cause, node.Ctx.Cause))
                ?? node.Parents.First(static parent => parent.Status != ContextStatus.Active);
            Node origin = parent.Origin!; // set with the status
            bool isOwn = node.SharesDeadline && parent.Status == ContextStatus.DeadlineExceeded && origin.Deadline == node.Deadline;
            node.EndAs(parent.Status, isOwn ? node : origin, isOwn ? node.OwnCause : parent.Cause);
        }
    }

    private void Compare()
    {
        foreach (Node node in _nodes)
        {
            Assert.Equal(node.Status, node.Ctx.Status);
            Assert.Equal(node.Status != ContextStatus.Active, node.Ctx.IsDone);
            Assert.Same(node.Cause ?? node.Origin?.Ctx.Cause, node.Ctx.Cause);
            Assert.Equal(node.Status == ContextStatus.Active ? node.Deadline - _now : node.Deadline is null ? null : TimeSpan.Zero, node.Ctx.Remaining);
        }

        int armed = _nodes.Count(static node => node.OwnsDeadline && node.Status == ContextStatus.Active);
        Assert.Equal(armed, ((ProviderScheduler)Scheduler.For(_clock)).ArmedCount);
        foreach (Node node in _nodes.Where(static node => !node.Scopeless))
        {
            int links = node.Status != ContextStatus.Active ? 0 : _nodes.Where(static child => child.Status == ContextStatus.Active).Sum(child => child.Parents.Count(parent => parent == node));
            Assert.Equal(links + (node.Status == ContextStatus.Active ? _callbacks.GetValueOrDefault(node) : 0), node.Ctx.Signal!.ChildCount);
        }
    }

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    private sealed class Node(CancelScope scope, Context ctx, params Node[] parents)
    {
        internal int CallbacksRun;

        internal CancelScope Scope { get; } = scope;

        internal Context Ctx { get; set; } = ctx;

        internal Node[] Parents { get; } = parents;

        internal bool Scopeless { get; init; }

        internal TimeSpan? Deadline { get; set; }

        internal bool OwnsDeadline { get; set; }

        internal bool SharesDeadline { get; set; }

        internal Exception? OwnCause { get; set; }

        internal ContextStatus Status { get; private set; }

        /// <summary>Where the end began.</summary>
        internal Node? Origin { get; private set; }

        /// <summary>The cause that was given there; null where it makes its own.</summary>
        internal Exception? Cause { get; private set; }

        internal void EndAs(ContextStatus status, Node origin, Exception? cause)
        {
            Status = status;
            Origin = origin;
            Cause = cause;
        }
    }
}
