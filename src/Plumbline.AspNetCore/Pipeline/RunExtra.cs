namespace Plumbline.AspNetCore.Pipeline;

/// <summary>What few requests need: those that are ended early, may become long-lived, pass the middleware twice, or whose token somebody replaces.</summary>
[ContextCarrier]
internal sealed class RunExtra
{
    private long _endedAt;
    private int _toldEnds;
    private int _isOverrunCounted;
    private CancellationToken _token;

    internal Lock GuardLock { get; } = new();

    /// <summary>Of the context that watches over the request in its stead until it is known whether it has become long-lived.</summary>
    internal CancelScope GuardScope { get; set; }

    /// <summary>That context.</summary>
    internal Context Guard { get; set; }

    internal ContextRegistration GuardRegistration { get; set; }

    internal bool IsGuardOver { get; private set; }

    /// <summary>Which pass of the request it is, where it is not the first.</summary>
    internal RequestPass Pass { get; set; }

    /// <summary>Where the middleware is in the pipeline twice: the run further in that is over.</summary>
    internal RequestRun? Inner { get; set; }

    internal bool HasToken { get; private set; }

    /// <summary>What somebody has put in the place of the context's token.</summary>
    internal CancellationToken Token
    {
        get => _token;
        set
        {
            _token = value;
            HasToken = true;
        }
    }

    /// <summary>When the context was ended, on its clock; null if it was not by the request itself, and nobody has looked since its deadline.</summary>
    internal long? EndedAt => Volatile.Read(ref _endedAt) is not 0 and var at ? at : null;

    // Before the context is ended, so that whoever sees it done finds the time. Only the first counts, as with the context.
    internal void MarkEnded(TimeProvider clock) => MarkEnded(clock, TimeSpan.Zero);

    internal void MarkEnded(TimeProvider clock, TimeSpan ago)
    {
        var at = clock.GetTimestamp() - (long)(ago.TotalSeconds * clock.TimestampFrequency);
        Interlocked.CompareExchange(ref _endedAt, at == 0 ? 1 : at, 0);
    }

    /// <summary>The middleware further in has said and done all there is about an end of this kind.</summary>
    internal void MarkTold(RequestEnd end) => _toldEnds |= 1 << (int)end;

    internal bool IsTold(RequestEnd end) => (_toldEnds & (1 << (int)end)) != 0;

    /// <returns>True for the first caller only.</returns>
    internal bool TryCountOverrun() => Interlocked.Exchange(ref _isOverrunCounted, 1) == 0;

    internal void EndGuard()
    {
        lock (GuardLock)
            IsGuardOver = true;
    }
}
