using System.Runtime.CompilerServices;

namespace Plumbline;

/// <summary>Where one thread leaves the nodes that it arms, for the scheduler to take from there. As many as scopes are usually open at a time.</summary>
/// <remarks>
/// The owner only ever fills a slot that is empty or whose node has ended, the scheduler only ever empties one, by compare-and-swap. So the
/// owner needs no more than a store: when both come upon the same ended node, the swap fails or the store comes after it.
/// </remarks>
/// <param name="scheduler">Who takes from here.</param>
internal sealed class ArmingSlots(SystemScheduler scheduler)
{
    private const int Count = 16;

    // So many looks at the clock are a seventh of a percent of a tick. Who makes more scopes than that will not miss the precision.
    private const int ExactEachTick = 256;

    private readonly Thread _owner = Thread.CurrentThread;
    private Slots _slots;
#pragma warning disable CS0169, IDE0051 // Never read: keeps the next thread's slots off these cache lines.
    private Padding _padding;
#pragma warning restore CS0169, IDE0051
    private int _current;
    private long _fullAtTick = -1;
    private long _exactAtTick = -1;
    private int _exactLeft;

    internal SystemScheduler Scheduler { get; } = scheduler;

    /// <summary>Whether the owner will never arm again.</summary>
    internal bool IsAbandoned => !_owner.IsAlive;

    internal bool IsEmpty
    {
        get
        {
            foreach (ref TimedNode? slot in (Span<TimedNode?>)_slots)
            {
                if (Volatile.Read(ref slot) is not null)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Whether the owner may read the clock for one more deadline in this tick.</summary>
    internal bool TryTakeExact()
    {
        long tick = Scheduler.LastTick;
        if (_exactAtTick != tick)
        {
            _exactAtTick = tick;
            _exactLeft = ExactEachTick;
        }

        return --_exactLeft >= 0;
    }

    /// <summary>Leaves a node here. For the owner.</summary>
    /// <returns>False when every slot holds a live node.</returns>
    internal bool TryPut(TimedNode node)
    {
        // The one used last is free again in most cases: scopes end in the reverse order of their beginning.
        if (_slots[_current] is { HasEnded: false } && !TryFindFree())
        {
            return false;
        }

        Volatile.Write(ref _slots[_current], node);
        return true;
    }

    /// <summary>Empties the slots onto a list linked through the nodes. For the scheduler's thread.</summary>
    internal TimedNode? TakeAll(TimedNode? list)
    {
        foreach (ref TimedNode? slot in (Span<TimedNode?>)_slots)
        {
            TimedNode? node = Volatile.Read(ref slot);
            if (node is not null && ReferenceEquals(Interlocked.CompareExchange(ref slot, null, node), node))
            {
                node.NextIncoming = list;
                list = node;
            }
        }

        return list;
    }

    private bool TryFindFree()
    {
        // Not again before the scheduler has been here: who arms very many at once shall not look through all of them each time.
        if (_fullAtTick == Scheduler.LastTick)
        {
            return false;
        }

        for (int i = 1; i < Count; i++)
        {
            int index = (_current + i) % Count;
            if (_slots[index] is null or { HasEnded: true })
            {
                _current = index;
                return true;
            }
        }

        _fullAtTick = Scheduler.LastTick;
        return false;
    }

    [InlineArray(16)]
    private struct Padding
    {
        private long _first;
    }

    [InlineArray(Count)]
    private struct Slots
    {
        private TimedNode? _first;
    }
}
