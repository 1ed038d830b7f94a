using System.Runtime.CompilerServices;

namespace Plumbline.Concurrency;

/// <content>What happens in a turn.</content>
public sealed partial class Select
{
    /// <summary>As much of a turn as needs no waiting.</summary>
    /// <returns>What the turn returns; null when it has to wait.</returns>
    private bool? TryNext(Context ctx)
    {
        _chosen?.EndTurn();
        _chosen = null;
        ThrowIfEnded(ctx);
        if (IsOver())
        {
            return false;
        }

        return TryChoose() || TryChooseWatched(ctx) ? true : null;
    }

    private void LeaveTurn() => Volatile.Write(ref _isInTurn, 0);

    private bool IsOver()
    {
        foreach (SelectCase one in _cases)
        {
            if (one.IsAwaited)
            {
                return false;
            }
        }

        return !_waitsForTimeOnly || (_cases.Count == 0 && _default is null);
    }

    /// <summary>Has the first case happen that can, in the order that was asked for.</summary>
    private bool TryChoose()
    {
        List<SelectCase> cases = _cases;
        for (int i = 0; i < cases.Count; i++)
        {
            if (_order == SelectOrder.Fair && i < cases.Count - 1)
            {
                // One step of a shuffle: the cases are looked at in an order that is as likely as any other, so each ready one is as likely the first.
                int other = i + NextRandom(cases.Count - i);
                (cases[i], cases[other]) = (cases[other], cases[i]);
            }

            SelectCase one = cases[i];
            if (one.IsEnabled && TryChoose(one, i))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryChoose(SelectCase one, int index)
    {
        try
        {
            if (!one.TryChoose())
            {
                return false;
            }
        }
        finally
        {
            // Also when it threw because its channel has closed.
            if (one.IsSpent)
            {
                _cases.RemoveAt(index);
            }
        }

        Choose(one);
        return true;
    }

    private void Choose(SelectCase one)
    {
        _chosen = one;
        one.IsChosen = true;
    }

    /// <summary>Watches every case; tries again as long as one may be able to happen at once. The default is chosen where none can.</summary>
    /// <returns>True when a case was chosen; false when all are watched and none could happen since (2).</returns>
    private bool TryChooseWatched(Context ctx)
    {
        while (Watch())
        {
            ThrowIfEnded(ctx);
            if (TryChoose())
            {
                return true;
            }
        }

        if (_default is not { IsEnabled: true })
        {
            return false;
        }

        Choose(_default);
        return true;
    }

    private bool Watch()
    {
        bool mayBeReady = false;
        foreach (SelectCase one in _cases)
        {
            mayBeReady |= one.IsEnabled && one.Watch(_stopped);
        }

        return mayBeReady;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync(Context ctx)
    {
        // The time of a turn is a deadline below its context: no timer of its own, and one registration for both.
        AfterCase? time = FindNearestTime();
        CancellationTokenRegistration registration = default;
        try
        {
            Context turn = ctx;
            using CancelScope scope = time is null ? default : ctx.WithTimeout(time.Delay, out turn);
            registration = turn.Token.UnsafeRegister(static self => ((Select)self!).Wake(isInline: false), this);
            do
            {
                await _wakeup.SleepAsync().ConfigureAwait(false);

                // In this order: where the turn has ended and the context has not, the time is up; the other way round its end could be slept through.
                bool hasTurnEnded = turn.IsDone;
                bool hasContextEnded = ThrowIfEnded(ctx);
                time?.HasElapsed = hasTurnEnded && !hasContextEnded;
            }
            while (!TryChoose() && !TryChooseWatched(ctx));

            return true;
        }
        finally
        {
            // Not Dispose, which would wait for a callback that is running.
            registration.Unregister();
            time?.HasElapsed = false;
            LeaveTurn();
        }
    }

    private AfterCase? FindNearestTime()
    {
        AfterCase? nearest = null;
        foreach (SelectCase one in _cases)
        {
            if (one is AfterCase after && after.Delay < (nearest?.Delay ?? TimeSpan.MaxValue))
            {
                nearest = after;
            }
        }

        return nearest;
    }

    /// <summary>Throws when the select was disposed of, or when the context is done and no case stands for that.</summary>
    /// <returns>Whether the context is done.</returns>
    private bool ThrowIfEnded(Context ctx)
    {
        ObjectDisposedException.ThrowIf(_stopped.IsCancellationRequested, this);
        if (!ctx.IsDone)
        {
            return false;
        }

        foreach (SelectCase one in _cases)
        {
            if (one is DoneCase done && done.IsFor(ctx))
            {
                return true;
            }
        }

        throw ctx.ToException($"select of {_cases.Count} cases")!;
    }

    private int NextRandom(int count)
    {
        // Xorshift: a select has one of its own, so that no two share a cache line, and a test can give it a seed.
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return (int)(((ulong)_random * (uint)count) >> 32);
    }
}
