namespace Plumbline;

/// <summary>A binary heap of nodes by deadline; each node knows its place, so that any of them is removed in logarithmic time.</summary>
/// <remarks>Not safe for several threads.</remarks>
internal sealed class DeadlineHeap
{
    private const int SmallestCapacity = 64;

    // The deadline beside the node: comparing does not touch the nodes.
    private Entry[] _entries = new Entry[SmallestCapacity];

    internal int Count { get; private set; }

    /// <summary>The nearest deadline, or <see cref="SignalNode.NoDeadline"/> when empty.</summary>
    internal long Nearest => Count == 0 ? SignalNode.NoDeadline : _entries[0].Deadline;

    internal void Add(TimedNode node, long deadline)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        Count++;
        MoveUp(Count - 1, new Entry(deadline, node));
    }

    /// <summary>Takes out the node with the nearest deadline when that is not after <paramref name="now"/>.</summary>
    internal TimedNode? TakeDue(long now)
    {
        if (Count == 0 || _entries[0].Deadline > now)
        {
            return null;
        }

        TimedNode node = _entries[0].Node;
        Remove(node);
        return node;
    }

    /// <summary>Takes the node out; does nothing when it is not in.</summary>
    internal void Remove(TimedNode node)
    {
        int index = node.HeapIndex;
        if (index < 0)
        {
            return;
        }

        Volatile.Write(ref node.HeapIndex, TimedNode.Disarmed);
        Count--;
        Entry last = _entries[Count];
        _entries[Count] = default;
        if (index < Count)
        {
            if (index > 0 && last.Deadline < _entries[(index - 1) / 2].Deadline)
            {
                MoveUp(index, last);
            }
            else
            {
                MoveDown(index, last);
            }
        }

        if (_entries.Length > SmallestCapacity && Count < _entries.Length / 8)
        {
            // A burst must not be paid for ever after.
            Array.Resize(ref _entries, _entries.Length / 4);
        }
    }

    private void MoveUp(int index, Entry entry)
    {
        while (index > 0)
        {
            int above = (index - 1) / 2;
            if (_entries[above].Deadline <= entry.Deadline)
            {
                break;
            }

            Put(index, _entries[above]);
            index = above;
        }

        Put(index, entry);
    }

    private void MoveDown(int index, Entry entry)
    {
        while (true)
        {
            int below = (2 * index) + 1;
            if (below >= Count)
            {
                break;
            }

            if (below + 1 < Count && _entries[below + 1].Deadline < _entries[below].Deadline)
            {
                below++;
            }

            if (entry.Deadline <= _entries[below].Deadline)
            {
                break;
            }

            Put(index, _entries[below]);
            index = below;
        }

        Put(index, entry);
    }

    private void Put(int index, Entry entry)
    {
        _entries[index] = entry;
        Volatile.Write(ref entry.Node.HeapIndex, index);
    }

    private readonly struct Entry(long deadline, TimedNode node)
    {
        internal long Deadline { get; } = deadline;

        internal TimedNode Node { get; } = node;
    }
}
