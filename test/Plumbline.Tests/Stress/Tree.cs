namespace Plumbline.Tests.Stress;

/// <summary>A tree of contexts, each with the scope that ends it; node i has the children i * fan-out + 1 and following.</summary>
internal sealed class Tree
{
    private readonly int _fanOut;

    internal Tree(int count, int fanOut)
        : this(Context.Background, count, fanOut)
    {
    }

    internal Tree(Context root, int count, int fanOut)
    {
        _fanOut = fanOut;
        Nodes = new Context[count];
        Scopes = new CancelScope[count];
        Scopes[0] = root.WithCancel(out Nodes[0]);
        for (int i = 1; i < count; i++)
        {
            Scopes[i] = Nodes[(i - 1) / fanOut].WithCancel(out Nodes[i]);
        }
    }

    internal Context[] Nodes { get; }

    internal CancelScope[] Scopes { get; }

    /// <summary>Number of contexts that are live among the node and all below it.</summary>
    internal int CountLive(int index)
    {
        int live = 0;

        // Each generation of descendants is a run of neighbours. Backwards, for a walk ends them forwards.
        for ((int first, int last) = (index, index); first < Nodes.Length; (first, last) = ((first * _fanOut) + 1, (last * _fanOut) + _fanOut))
        {
            for (int i = Math.Min(last, Nodes.Length - 1); i >= first; i--)
            {
                live += Nodes[i].IsDone ? 0 : 1;
            }
        }

        return live;
    }

    /// <summary>Number of links that are left in any of the nodes.</summary>
    internal int CountLinks() => Nodes.Sum(static node => node.Signal!.ChildCount);
}
