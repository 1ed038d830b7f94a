namespace Plumbline.Concurrency;

/// <summary>How a group runs its children.</summary>
public sealed class TaskGroupOptions
{
    /// <summary>How many children run at once; null, the default, sets no limit.</summary>
    /// <value>At least 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    /// <remarks>Go: <c>errgroup.Group.SetLimit</c>, where zero admits nobody (B143).</remarks>
    public int? Limit
    {
        get;
        init
        {
            if (value < 1)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "Must be at least 1: a group that admits nobody would never be done.");
            }

            field = value;
        }
    }

    /// <summary>Whether children go on when one fails; by default the first failure cancels its siblings.</summary>
    public bool Supervises { get; init; }

    /// <summary>Where failures go, one by one as they happen; null, the default, keeps all of them for who waits.</summary>
    /// <remarks>
    /// For groups that live long: with this a finished child leaves nothing behind. What was told here is not thrown by waiting; where the group does not
    /// supervise, and a sibling was cut by it, waiting throws that cancel, with the failure inside. Called by the child's thread, before the child counts
    /// as finished; what it throws goes to <see cref="ContextDiagnostics.CallbackFailed"/>.
    /// </remarks>
    public Action<Exception>? OnFailure { get; init; }
}
