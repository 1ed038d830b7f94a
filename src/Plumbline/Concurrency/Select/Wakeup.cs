using System.Threading.Tasks.Sources;

namespace Plumbline.Concurrency;

/// <summary>What a turn sleeps on. Whoever may have something for it signals; the turn then looks at everything again.</summary>
// Invariants
//   1. A signal is never lost: it finds the sleeper asleep and wakes it, or is kept for the next time it would fall asleep.
//   2. The sleeper is idle again before it looks: what is signaled after it has looked is kept.
//   3. Who took the word from Asleep, and only who did, completes the source.
internal sealed class Wakeup : IValueTaskSource
{
    private const int Idle = 0;
    private const int Asleep = 1;
    private const int Signaled = 2;

    private ManualResetValueTaskSourceCore<bool> _source;
    private int _state;

    internal bool IsAsleep => Volatile.Read(ref _state) == Asleep;

    /// <summary>Wakes the sleeper, now or when it would next fall asleep. From any thread.</summary>
    /// <param name="isInline">Whether it may go on on this thread; otherwise on the pool.</param>
    internal void Signal(bool isInline)
    {
        if (Interlocked.Exchange(ref _state, Signaled) == Asleep)
        {
            _source.RunContinuationsAsynchronously = !isInline;
            _source.SetResult(true);
        }
    }

    /// <summary>Sleeps until there was a signal since this returned last. One sleeper at a time.</summary>
    internal ValueTask SleepAsync() => TryFallAsleep() ? new ValueTask(this, _source.Version) : ValueTask.CompletedTask;

    /// <summary>Falls asleep, unless there was a signal.</summary>
    /// <returns>True when asleep: then the source is to be waited for.</returns>
    internal bool TryFallAsleep()
    {
        _source.Reset();
        if (Interlocked.CompareExchange(ref _state, Asleep, Idle) == Idle)
        {
            return true;
        }

        BecomeIdle();
        return false;
    }

    void IValueTaskSource.GetResult(short token)
    {
        _source.GetResult(token);
        BecomeIdle();
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    // A full fence: the look at the channels that follows must not move ahead of it (2).
    private void BecomeIdle() => Interlocked.Exchange(ref _state, Idle);
}
