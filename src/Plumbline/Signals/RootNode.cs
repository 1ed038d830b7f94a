namespace Plumbline;

/// <summary>A node that never ends: the root of a clock other than the system's, or a placeholder. Keeps no children.</summary>
internal sealed class RootNode(Scheduler scheduler, NodeKind kind, Origin origin)
    : ClockedNode(scheduler, parent: null, kind, origin, DeadlineTerms.None)
{
    private static readonly TaskCompletionSource _never = new();

    internal static Task NeverDone => _never.Task;

    internal override CancellationToken TakeToken() => CancellationToken.None;
}
