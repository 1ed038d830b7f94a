namespace Plumbline.Concurrency;

/// <summary>Chosen once, when a context is done.</summary>
internal sealed class DoneCase(Select select, CancellationToken token) : SelectCase(select)
{
    private bool _isWatched;

    internal override bool IsAwaited => token.CanBeCanceled;

    /// <summary>Whether it stands for the end of this context: two tokens are the same when their signals are.</summary>
    internal bool IsFor(Context ctx) => IsEnabled && ctx.Token == token;

    internal override bool TryChoose() => IsSpent = token.IsCancellationRequested;

    internal override bool Watch(CancellationToken stop)
    {
        if (!_isWatched)
        {
            // Once for all turns. On the token, as a registration there is what costs least, and it leaves with the select.
            _isWatched = true;
            CancellationTokenRegistration registration = token.UnsafeRegister(static self => ((DoneCase)self!).Wake(isInline: false), this);
            stop.UnsafeRegister(static registration => ((CancellationTokenRegistration)registration!).Unregister(), registration);
        }

        return token.IsCancellationRequested;
    }
}
