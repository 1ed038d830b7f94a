namespace Plumbline.Http.Internal;

/// <summary>Stops the copying of a body that has begun.</summary>
/// <remarks>
/// Copying that is begun under a token which is canceled already leaves the connection to be drained, and the server to send the rest into
/// the void. So it begins under a token of its own, and only then follows the call's.
/// </remarks>
internal sealed class BodyStop : CancellationTokenSource
{
    private CancellationTokenRegistration _registration;

    internal void Follow(CancellationToken token) =>
        _registration = token.UnsafeRegister(static stop => ((BodyStop)stop!).Cancel(), this);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _registration.Dispose();

        base.Dispose(disposing);
    }
}
