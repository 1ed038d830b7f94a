using System.Diagnostics;

namespace Plumbline;

/// <content>How nearly every node is made: on the system clock, below a root or a plain node, with nothing given that needs more than the node.</content>
internal partial class SignalNode
{
    // Below this the clock is read, for who gives so little time wants it to be exact; above it, an open deadline is late by less than
    // a sixty-fourth of the time given.
    private static readonly long _shortestOpenTicks = SystemScheduler.Tick.Ticks * 64;
    private static readonly long _longestOpenTicks = TimeSpan.TicksPerDay * 365;

    // Zero where a tick of 100 ns is not a whole number of the clock's units: then no deadline is left open.
    private static readonly long _unitsPerTick =
        Stopwatch.Frequency % TimeSpan.TicksPerSecond == 0 && Stopwatch.Frequency <= 10_000_000_000 ? Stopwatch.Frequency / TimeSpan.TicksPerSecond : 0;

    private bool IsPlain => (_gate & (OtherClockBit | SpecialBit)) == 0;

    /// <summary>Derives a plain node without a deadline of its own.</summary>
    /// <returns>The node; null where <paramref name="parent"/> needs more than that.</returns>
    internal static SignalNode? TryDerive(SignalNode? parent, NodeKind kind, string member, string file, int line)
    {
        if (parent is null)
        {
            return new SignalNode(SystemScheduler.Instance.Root, kind, NoDeadline, member, file, line);
        }

        if (!parent.IsPlain)
        {
            return null;
        }

        long deadline = Volatile.Read(ref parent._deadline);
        var node = new SignalNode(parent, kind, deadline < 0 ? OpenAsParent : deadline, member, file, line);
        if (!parent.TryAdopt(node))
        {
            node.EndAtBirth(parent);
        }

        return node;
    }

    /// <summary>Derives a plain node with a deadline that is left open, or with its parent's where that is nearer.</summary>
    /// <inheritdoc cref="TryDerive"/>
    internal static SignalNode? TryDeriveOpen(SignalNode? parent, NodeKind kind, TimeSpan timeout, string member, string file, int line)
    {
        long ticks = timeout.Ticks;
        if (ticks < _shortestOpenTicks || ticks > _longestOpenTicks || _unitsPerTick == 0)
        {
            return null;
        }

        long units = ticks * _unitsPerTick;
        float budget = (float)timeout.TotalSeconds;
        SystemScheduler scheduler = SystemScheduler.Instance;
        TimedNode node;
        if (parent is null)
        {
            node = new TimedNode(scheduler.Root, kind, -units, budget, member, file, line);
        }
        else if (!parent.IsPlain)
        {
            return null;
        }
        else
        {
            node = new TimedNode(parent, kind, parent.OpenDeadlineBelow(units), budget, member, file, line);
            if (!parent.TryAdopt(node))
            {
                node.EndAtBirth(parent);
                return node;
            }

            if (!IsOwnOpen(node._deadline))
            {
                return node;
            }
        }

        node.Arm();
        return node;
    }
}
