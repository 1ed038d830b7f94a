namespace Plumbline;

/// <summary>What most nodes never need, so that those that do pay for it.</summary>
internal sealed class NodeExtra
{
    /// <summary>The cause given for the node's own deadline; kept, as a note, also when something else ended the node.</summary>
    internal Exception? OwnCause;

    /// <summary>Why the node ended, where the ending began here. Written before the node is marked done, or once after by compare-and-swap.</summary>
    internal Exception? EndCause;

    /// <summary>Behind <see cref="Context.Done"/>.</summary>
    internal TaskCompletionSource? DoneSource;

    /// <summary>The instant given to WithDeadline, or what was answered first, so that every answer is the same: its ticks in UTC plus one, for zero is none.</summary>
    internal long WallTicksPlusOne;
}
