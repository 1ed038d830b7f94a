using System.Runtime.InteropServices;

namespace Plumbline;

/// <summary>A node that ends when the process receives a POSIX signal.</summary>
internal sealed class PosixSignalNode : ClockedNode
{
    private readonly PosixSignalRegistration?[] _registrations;

    private PosixSignalNode(SignalNode parent, int signals, Origin origin)
        : base(parent.Scheduler, parent, NodeKind.PosixSignals, origin, DeadlineTerms.Inherit(parent)) =>
        _registrations = new PosixSignalRegistration?[signals];

    internal static PosixSignalNode Create(SignalNode? parent, ReadOnlySpan<PosixSignal> signals, Origin origin)
    {
        SignalNode over = parent ?? SystemScheduler.Instance.Root;
        var node = new PosixSignalNode(over, signals.Length, origin);
        try
        {
            for (int i = 0; i < signals.Length; i++)
            {
                node._registrations[i] = PosixSignalRegistration.Create(signals[i], node.OnSignal);
            }
        }
        catch
        {
            node.GiveSignalsBack();
            throw;
        }

        Derivation.Start(node, over);
        Interlocked.MemoryBarrier();
        if (node.HasEnded)
        {
            // A signal may have come before the node was linked.
            over.Release(node);
            node.GiveSignalsBack();
        }

        return node;
    }

    protected override void OnEnded()
    {
        // A signal may come while the node is being linked: marked here and linked there, each before it looks at the other.
        Interlocked.MemoryBarrier();
        Parent!.Release(this);
        GiveSignalsBack();
    }

    private void OnSignal(PosixSignalContext received)
    {
        // Only the first signal is kept from its usual effect: ending this node gives the signals back, so a second one kills.
        if (End(new SignalReceivedException(received.Signal), expired: false))
        {
            received.Cancel = true;
        }
    }

    private void GiveSignalsBack()
    {
        foreach (ref PosixSignalRegistration? registration in _registrations.AsSpan())
        {
            Interlocked.Exchange(ref registration, null)?.Dispose();
        }
    }
}
