using CsCheck;

namespace Plumbline.Tests.Deadlines;

public sealed class DeadlineHeapTests
{
    [Fact]
    public void TakeDue_AfterAnyAddsAndRemoves_GivesTheRestInOrder() =>
        Gen.Select(Gen.Long[1, 50].List[0, 300], Gen.Int[0, 299].List[0, 200]).Sample((deadlines, removals) =>
        {
            var heap = new DeadlineHeap();
            var nodes = deadlines.ConvertAll(NodeAt);
            nodes.ForEach(heap.Add);
            var model = new List<SignalNode>(nodes);
            foreach (int index in removals)
            {
                if (index < nodes.Count)
                {
                    heap.Remove(nodes[index]);
                    model.Remove(nodes[index]);
                }
            }

            Assert.Equal(model.Count, heap.Count);
            Assert.Equal(model.Count == 0 ? SignalNode.NoDeadline : model.Min(node => node.DeadlineTimestamp), heap.Nearest);
            var taken = new List<SignalNode>();
            while (heap.TakeDue(now: 50) is { } node)
            {
                taken.Add(node);
            }

            Assert.Equal(model.Select(node => node.DeadlineTimestamp).Order(), taken.Select(node => node.DeadlineTimestamp));
            Assert.Equal(model.ToHashSet(), [.. taken]);
        });

    [Fact]
    public void TakeDue_NothingDueYet_GivesNone()
    {
        var heap = new DeadlineHeap();
        heap.Add(NodeAt(10));

        Assert.Null(heap.TakeDue(now: 9));
        Assert.NotNull(heap.TakeDue(now: 10));
    }

    private static SignalNode NodeAt(long deadline) =>
        new(parent: null, NodeKind.Timeout, default, DeadlineTerms.Taken(deadline, source: null));
}
