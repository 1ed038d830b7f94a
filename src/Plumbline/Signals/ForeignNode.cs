namespace Plumbline;

/// <summary>A context on a token from elsewhere: one for each source, done when the token is.</summary>
/// <remarks>
/// Registered on the token only while someone here would otherwise not be told: children, callbacks, a taken
/// <see cref="Context.Done"/>. Otherwise it asks the token whenever it is asked.
/// </remarks>
internal sealed class ForeignNode : ClockedNode
{
    private static readonly Origin _outside = new("", "", 0);

    private readonly Lock _watchLock = new();
    private readonly CancellationToken _token;
    private CancellationTokenRegistration _registration;
    private bool _isWatching;

    /// <param name="found">The context that the token's linked sources lead back to; null for a token with no tie to ours.</param>
    /// <param name="token">The token to follow.</param>
    internal ForeignNode(SignalNode? found, CancellationToken token)
        : base(
            found?.Scheduler ?? SystemScheduler.Instance,
            (found?.Scheduler ?? SystemScheduler.Instance).Root,
            NodeKind.Foreign,
            _outside,
            DeadlineTerms.Taken(found?.DeadlineTimestamp ?? NoDeadline, source: null))
    {
        _token = token;
        Found = found;
    }

    /// <summary>The context that the token's linked sources lead back to: gives deadline and cause.</summary>
    internal SignalNode? Found { get; }

    protected override SignalNode? DeadlineSource => Found;

    internal override CancellationToken TakeToken() => _token;

    /// <summary>Ends this node when the token is canceled. Called where the node looks live.</summary>
    internal bool Poll()
    {
        if (!_token.IsCancellationRequested)
        {
            return false;
        }

        EndFromToken();
        return true;
    }

    internal override void Expire()
    {
        // Its deadline is the found context's, which is armed there; this node ends with the token, and not before.
    }

    /// <summary>Whether this node is registered on the token. For tests.</summary>
    internal bool IsWatching
    {
        get
        {
            lock (_watchLock)
            {
                return _isWatching;
            }
        }
    }

    protected override void OnEnded() => OnNeedChanged();

    protected override void OnNeedChanged()
    {
        // Always compares the present need with the present state, so the order in which calls arrive does not matter.
        bool isNeeded;
        lock (_watchLock)
        {
            isNeeded = !HasEnded && (HasChildren || HasDoneSource);
            if (isNeeded && !_isWatching)
            {
                _registration = _token.UnsafeRegister(static node => ((ForeignNode)node!).OnTokenCanceled(), this);
            }
            else if (!isNeeded && _isWatching)
            {
                // Unregister and not Dispose, which would wait for a callback that may be waiting for this lock.
                _registration.Unregister();
                _registration = default;
            }

            _isWatching = isNeeded;
        }

        if (isNeeded)
        {
            Poll();
        }
    }

    private void OnTokenCanceled()
    {
        // A token that is canceled already calls back inside the registering. What ends there may reach other foreign nodes and their
        // locks, and they this one: so not under the lock, but right after it, by asking.
        if (!_watchLock.IsHeldByCurrentThread)
        {
            EndFromToken();
        }
    }

    private void EndFromToken()
    {
        if (Found is { IsDone: true } found)
        {
            EndAs(found);
        }
        else
        {
            End(cause: null, expired: false);
        }
    }
}
