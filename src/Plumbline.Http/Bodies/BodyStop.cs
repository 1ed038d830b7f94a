namespace Plumbline.Http.Internal;

/// <summary>Stops the copying of a body that has begun.</summary>
/// <remarks>
/// Copying that is begun under a token which is canceled already leaves the connection to be drained, and the server to send the rest into
/// the void. So it begins under a token of its own, and only then follows the call's. Nearly none is ever canceled, so they are used again:
/// a source and what is registered on it would be 220 bytes a call. The token goes to contents of the network and of memory only, which
/// keep nothing of it once they are copied.
/// </remarks>
internal sealed class BodyStop : IDisposable
{
    private const int Kept = 16;

    private static readonly BodyStop?[] _kept = new BodyStop?[Kept];

    private readonly CancellationTokenSource _source = new();
    private CancellationTokenRegistration _registration;

    private BodyStop()
    {
    }

    internal CancellationToken Token => _source.Token;

    /// <returns>One that nobody else uses, until it is disposed.</returns>
    internal static BodyStop Take()
    {
        // Beginning at different places, so that threads seldom meet.
        var first = Environment.CurrentManagedThreadId;
        for (var i = 0; i < Kept; i++)
        {
            ref var place = ref _kept[(first + i) % Kept];
            if (Volatile.Read(ref place) is not null && Interlocked.Exchange(ref place, null) is { } kept)
                return kept;
        }

        return new BodyStop();
    }

    internal void Follow(CancellationToken token) =>
        _registration = token.UnsafeRegister(static stop => ((BodyStop)stop!)._source.Cancel(), this);

    public void Dispose()
    {
        // Waits for a cancel that is under way: whoever uses this next must not be stopped by it.
        _registration.Dispose();
        _registration = default;
        if (!_source.TryReset() || !Keep())
            _source.Dispose();
    }

    private bool Keep()
    {
        var first = Environment.CurrentManagedThreadId;
        for (var i = 0; i < Kept; i++)
        {
            ref var place = ref _kept[(first + i) % Kept];
            if (Volatile.Read(ref place) is null && Interlocked.CompareExchange(ref place, this, null) is null)
                return true;
        }

        return false;
    }
}
