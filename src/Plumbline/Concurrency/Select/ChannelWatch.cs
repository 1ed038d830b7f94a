namespace Plumbline.Concurrency;

/// <summary>At most one outstanding wait for a channel to have an item, or room.</summary>
/// <remarks>
/// It is kept from turn to turn: a wait takes nothing, so one that nobody listens to does no harm, and a loop over channels that stay idle makes
/// no second one. That also keeps to the rule of channels for a single reader, which have room for one wait only.
/// </remarks>
// Invariants
//   1. What a wait found (Fault) is written before the state, and read after it.
//   2. Only the one turn at a time begins a wait, and only where none is pending; only its completion ends it.
internal sealed class ChannelWatch
{
    private const int Idle = 0;
    private const int Pending = 1;
    private const int Closed = 2;
    private const int Displaced = 3;

    private readonly IWatcher _watcher;
    private Action? _onCompleted;
    private ValueTask<bool> _wait;
    private int _state;

    internal ChannelWatch(IWatcher watcher) => _watcher = watcher;

    internal bool IsPending => Volatile.Read(ref _state) == Pending;

    /// <summary>Whether the channel said that there will be nothing any more.</summary>
    internal bool IsClosed => Volatile.Read(ref _state) == Closed;

    /// <summary>What the channel was completed with; null for nothing. Once it is closed.</summary>
    internal Exception? Fault { get; private set; }

    /// <summary>Takes up a wait.</summary>
    /// <param name="wait">From the channel, just now.</param>
    /// <param name="stop">What it was given to end it.</param>
    /// <returns>True when it is over already: look again.</returns>
    internal bool Begin(ValueTask<bool> wait, CancellationToken stop)
    {
        if (wait.IsCompleted)
        {
            // Stopped, when the select is disposed of meanwhile: that is no word of the channel's.
            End(wait, hasFault: !wait.IsCompletedSuccessfully && !stop.IsCancellationRequested);
            return true;
        }

        _wait = wait;
        Volatile.Write(ref _state, Pending);
        wait.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_onCompleted ??= OnCompleted);
        return false;
    }

    /// <summary>Whether another's wait took the place of this one while a turn was asleep over it; says so once.</summary>
    internal bool TakeDisplaced()
    {
        if (Volatile.Read(ref _state) != Displaced)
        {
            return false;
        }

        Volatile.Write(ref _state, Idle);
        return true;
    }

    private void OnCompleted()
    {
        ValueTask<bool> wait = _wait;
        _wait = default;
        if (wait.IsCanceled)
        {
            // The select's end; or in a channel for a single reader another's wait, or a completion with a cancellation: the next look at
            // the channel tells. Not thrown, so not consumed: the source is garbage, and not a pool's.
            Volatile.Write(ref _state, _watcher.IsAsleep ? Displaced : Idle);
        }
        else
        {
            End(wait, hasFault: wait.IsFaulted);
        }

        _watcher.Wake();
    }

    private void End(ValueTask<bool> wait, bool hasFault)
    {
        Task<bool>? failed = hasFault ? wait.AsTask() : null;
        if (failed is not null)
        {
            Fault = failed.Exception?.InnerException ?? new TaskCanceledException(failed);
        }

        Volatile.Write(ref _state, hasFault || (wait.IsCompletedSuccessfully && !wait.GetAwaiter().GetResult()) ? Closed : Idle);
    }
}
