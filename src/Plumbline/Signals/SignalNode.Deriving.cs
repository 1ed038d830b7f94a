using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Plumbline;

/// <content>How nearly every node is made: on the system clock, below a root or a plain node, with nothing given that needs more than the node.</content>
// One method from the call to the link, with everything passed one by one: a struct that is written in pieces and copied whole stalls the processor.
internal partial class SignalNode
{
    // An open deadline may come a tick late: of so much time given, less than a sixty-fourth.
    private static readonly long _shortestOpenTicks = SystemScheduler.Tick.Ticks * 64;
    private static readonly long _longestTicks = TimeSpan.TicksPerDay * 365;

    // Zero where a tick of 100 ns is not a whole number of the clock's units: then this way is closed to timeouts.
    private static readonly long _unitsPerTick =
        Stopwatch.Frequency % TimeSpan.TicksPerSecond == 0 && Stopwatch.Frequency <= 10_000_000_000 ? Stopwatch.Frequency / TimeSpan.TicksPerSecond : 0;

    private bool IsPlain => (_gate & (OtherClockBit | SpecialBit)) == 0;

    /// <summary>Derives a plain node without a deadline of its own.</summary>
    /// <returns>The node; null where <paramref name="parent"/> needs more than that.</returns>
    internal static SignalNode? DeriveIfPlain(SignalNode? parent, NodeKind kind, string member, string file, int line)
    {
        if (parent is null)
        {
            return new SignalNode(SystemScheduler.Instance.Root, kind, NoDeadline, ownsDeadline: false, member, file, line);
        }

        if (!parent.IsPlain)
        {
            return null;
        }

        long deadline = Volatile.Read(ref parent._deadline);
        var node = new SignalNode(parent, kind, deadline < 0 ? OpenAsParent : deadline, ownsDeadline: false, member, file, line);
        if (!parent.TryAdopt(node))
        {
            node.EndAtBirth(parent);
        }

        return node;
    }

    /// <summary>Derives a plain node with a deadline, or with its parent's where that is nearer.</summary>
    /// <inheritdoc cref="DeriveIfPlain"/>
    internal static SignalNode? DeriveTimedIfPlain(SignalNode? parent, NodeKind kind, TimeSpan timeout, string member, string file, int line)
    {
        long ticks = timeout.Ticks;
        if (ticks <= 0 || ticks > _longestTicks || _unitsPerTick == 0 || parent is { IsPlain: false })
        {
            return null;
        }

        long units = ticks * _unitsPerTick;
        SystemScheduler scheduler = SystemScheduler.Instance;
        ArmingSlots slots = scheduler.SlotsOfThread;
        bool isExact = ticks < _shortestOpenTicks || slots.TryTakeExact();
        bool owns = true;
        long deadline =
            parent is not null && parent._deadline != NoDeadline ? parent.DeadlineBelow(units, isExact, out owns)
            : isExact ? AfterNow(units)
            : -units;
        var node = new TimedNode(parent ?? scheduler.Root, kind, deadline, owns, (float)timeout.TotalSeconds, member, file, line);
        if (parent is not null && !parent.TryAdopt(node))
        {
            node.EndAtBirth(parent);
        }
        else if (owns)
        {
            node.Arm(slots);
        }

        return node;
    }

    // Apart: inlined, the call into the system would be prepared for where it is not made.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long AfterNow(long units) => SystemScheduler.Instance.Now + units;
}
