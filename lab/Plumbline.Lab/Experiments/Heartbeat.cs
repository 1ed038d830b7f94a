using System.Collections.Concurrent;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Experiments;

/// <summary>A timer that should fire every 20 ms: how late it is says how busy the machine is.</summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentQueue<TimeSpan> _lateness = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _clock;
    private readonly Task _beating;

    /// <summary>Begins.</summary>
    public Heartbeat(TimeProvider clock)
    {
        _clock = clock;
        _beating = BeatAsync();
    }

    /// <summary>99 % of the beats so far were late by at most this; zero before the first.</summary>
    public TimeSpan Lateness => Percentile.Of(_lateness, 0.99) ?? TimeSpan.Zero;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task BeatAsync()
    {
        // Counted from the first beat, not from the last one: a stall of a second is fifty beats that are late, not one.
        for (var due = _clock.Now() + _interval; ; due += _interval)
        {
            await _clock.UntilAsync(due, _stop.Token);
            _lateness.Enqueue(_clock.Now() - due);
        }
    }
}
