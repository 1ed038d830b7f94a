using CsCheck;

namespace Plumbline.Tests.Deadlines;

/// <summary>The heap of deadlines against a plain list.</summary>
public sealed class DeadlineHeapModelTests
{
    private enum Deed
    {
        Add,
        AddFar,
        Remove,
        RemoveAgain,
        TakeDue,
    }

    private static readonly Gen<(Deed Deed, int Index, long Instant)[]> _deeds = Gen.Select(
        Gen.Int[0, 4].Select(static deed => (Deed)deed), Gen.Int[0, 10_000], Gen.Long[0, 60]).Array[0, 600];

    [Fact, Trait("Behaviour", "B42"), Trait("Behaviour", "B44")]
    public void Heap_AnySequence_DoesAsASortedListDoes() =>
        _deeds.Sample(static deeds => new Model().Play(deeds), iter: 2_000);

    [Fact]
    public void Heap_ABurstOfThousands_ComesOutInOrderAndLetsGo()
    {
        var heap = new DeadlineHeap();
        long[] deadlines = [.. Enumerable.Range(0, 20_000).Select(static i => (long)i)];
        new Random(7).Shuffle(deadlines);
        foreach (long deadline in deadlines)
        {
            heap.Add(NewNode(deadline), deadline);
        }

        var taken = new List<long>();
        while (heap.TakeDue(long.MaxValue - 1) is { } node)
        {
            taken.Add(node.DeadlineTimestamp);
        }

        Assert.Equal(deadlines.Order(), taken);
        Assert.Equal((0, SignalNode.NoDeadline), (heap.Count, heap.Nearest));
    }

    private static TimedNode NewNode(long deadline) =>
        new(SystemScheduler.Instance.Root, NodeKind.Timeout, default, DeadlineTerms.Taken(deadline, source: null));

    private sealed class Model
    {
        private readonly DeadlineHeap _heap = new();
        private readonly List<TimedNode> _in = [];
        private readonly List<TimedNode> _out = [];

        internal void Play((Deed Deed, int Index, long Instant)[] deeds)
        {
            foreach ((Deed deed, int index, long instant) in deeds)
            {
                Do(deed, index, instant);
                Assert.Equal(_in.Count, _heap.Count);
                Assert.Equal(_in.Count == 0 ? SignalNode.NoDeadline : _in.Min(static node => node.DeadlineTimestamp), _heap.Nearest);
            }

            Assert.Equal(_in.Count, _in.Select(static node => node.HeapIndex).Where(static index => index >= 0).Distinct().Count());
            Assert.All(_out, static node => Assert.Equal(TimedNode.Disarmed, node.HeapIndex));
        }

        private void Do(Deed deed, int index, long instant)
        {
            switch (deed)
            {
                case Deed.Add or Deed.AddFar:
                    TimedNode added = NewNode(deed == Deed.Add ? instant : instant + 1_000);
                    _heap.Add(added, added.DeadlineTimestamp);
                    _in.Add(added);
                    break;
                case Deed.Remove when _in.Count > 0:
                    TimedNode removed = _in[index % _in.Count];
                    _heap.Remove(removed);
                    Move(removed);
                    break;
                case Deed.RemoveAgain when _out.Count > 0:
                    _heap.Remove(_out[index % _out.Count]);
                    break;
                case Deed.TakeDue:
                    Take(instant);
                    break;
            }
        }

        private void Take(long now)
        {
            long nearest = _heap.Nearest;
            TimedNode? taken = _heap.TakeDue(now);
            Assert.Equal(nearest <= now, taken is not null);
            if (taken is not null)
            {
                Assert.Equal(nearest, taken.DeadlineTimestamp);
                Move(taken);
            }
        }

        private void Move(TimedNode node)
        {
            Assert.True(_in.Remove(node), "Only what is in the heap may come out of it.");
            _out.Add(node);
        }
    }
}
