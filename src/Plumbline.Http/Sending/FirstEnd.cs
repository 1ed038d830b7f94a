namespace Plumbline.Http.Internal;

/// <summary>Tells which of the two that bound a request ended it first: its context, or the token that it was handed over with.</summary>
[ContextCarrier]
internal sealed class FirstEnd : IDisposable
{
    private readonly Context _ctx;
    private readonly CancellationTokenRegistration _registration;
    private volatile bool _isCallers;

    internal FirstEnd(Context ctx, CancellationToken callers)
    {
        _ctx = ctx;

        // Of the callbacks on a token the one that was registered last runs first, so before the one that ends the request.
        _registration = callers.UnsafeRegister(static state => ((FirstEnd)state!).Note(), this);
    }

    /// <summary>Whether the caller's token was canceled while the context was live. A token that follows the context never is.</summary>
    internal bool IsCallers => _isCallers;

    public void Dispose() => _registration.Dispose();

    private void Note() => _isCallers = !_ctx.IsDone;
}
