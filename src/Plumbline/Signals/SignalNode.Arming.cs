namespace Plumbline;

/// <content>What the scheduler keeps in a node.</content>
internal partial class SignalNode
{
    internal const int NeverArmed = -3;
    internal const int Incoming = -2;
    internal const int Disarmed = -1;

    /// <summary>Where the node stands in its scheduler's heap, or one of the constants. Written by the scheduler only, and by Arm.</summary>
    internal int HeapIndex = NeverArmed;

    /// <summary>Next in one of the scheduler's stacks.</summary>
    internal SignalNode? NextIncoming;

    /// <summary>Whether the node has ended.</summary>
    internal bool HasEnded => (Volatile.Read(ref _gate) & Ended) != 0;

    /// <summary>Whether the node has ended, where one that another thread is just ending counts: waits those few instructions.</summary>
    internal bool AwaitEnding()
    {
        SpinWait spin = default;
        int gate;
        while (((gate = Volatile.Read(ref _gate)) & Locked) != 0)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        return (gate & Ended) != 0;
    }
}
