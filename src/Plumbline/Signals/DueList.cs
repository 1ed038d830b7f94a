using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Plumbline;

/// <summary>The nodes whose callbacks are to run once the subtree is done. The first few are held without an allocation.</summary>
internal struct DueList
{
    private const int InlineCapacity = 4;

    private Inline _inline;
    private SignalNode[]? _array;
    private int _count;

    internal readonly bool IsFull => _count == (_array?.Length ?? InlineCapacity);

    [UnscopedRef]
    internal readonly ReadOnlySpan<SignalNode> Nodes => _array is null ? ((ReadOnlySpan<SignalNode>)_inline)[.._count] : _array.AsSpan(0, _count);

    /// <summary>Makes room for at least one more. Apart from <see cref="Add"/>, because that is called under a lock and must not allocate there.</summary>
    internal void EnsureRoom()
    {
        if (!IsFull)
        {
            return;
        }

        var grown = new SignalNode[_count * 4];
        Nodes.CopyTo(grown);
        _array = grown;
    }

    internal void Add(SignalNode node)
    {
        if (_array is null)
        {
            _inline[_count++] = node;
        }
        else
        {
            _array[_count++] = node;
        }
    }

    [InlineArray(InlineCapacity)]
    private struct Inline
    {
        private SignalNode _first;
    }
}
