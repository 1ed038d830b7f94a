using System.Runtime.InteropServices;

namespace Plumbline;

/// <summary>A lock-free stack of nodes, linked through the nodes themselves. Any thread pushes; one takes all.</summary>
/// <remarks>Taking all at once, never one, leaves no ABA problem. Padded to a pair of cache lines: its neighbours are other cores'.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal sealed class IncomingStack
{
    [FieldOffset(0)]
    private TimedNode? _head;

    internal bool IsEmpty => Volatile.Read(ref _head) is null;

    internal void Push(TimedNode node)
    {
        TimedNode? head = Volatile.Read(ref _head);
        while (true)
        {
            node.NextIncoming = head;
            TimedNode? seen = Interlocked.CompareExchange(ref _head, node, head);
            if (ReferenceEquals(seen, head))
            {
                return;
            }

            head = seen;
        }
    }

    internal TimedNode? TakeAll() => Volatile.Read(ref _head) is null ? null : Interlocked.Exchange(ref _head, null);
}
