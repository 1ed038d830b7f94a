namespace Plumbline.Concurrency;

/// <summary>A limit on how much goes on at a time, where some things count for more than others. First come, first served.</summary>
/// <remarks>
/// <para>
/// Waiters are served in the order of their coming: one that needs much is not overtaken by those that need little, and so is never starved. One that
/// leaves because its context is done makes room for the next at once. What could never fit is refused, and keeps nobody.
/// </para>
/// <para>
/// A limit of n with readers that take 1 and writers that take n is a fair reader-writer lock. Where all count for one and order does not matter, the BCL's
/// <see cref="SemaphoreSlim"/> takes a context as its token.
/// </para>
/// <para>Go: <c>golang.org/x/sync/semaphore</c> (B146, B147). Thread safety: all members, any number of threads. No thread is ever blocked. Nothing to dispose.</para>
/// </remarks>
public sealed class WeightedSemaphore
{
    // Invariants, guarded by _gate
    //   1. _taken is the sum of the weights of all permits that are out, and never more than Capacity.
    //   2. While anybody waits in the queue nobody overtakes: what comes waits too, even if it would fit.
    //   3. Who takes a waiter out of the queue, and nobody else, completes it, after the lock.
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _queue = new();
    private long _taken;

    /// <summary>Makes a semaphore of which nothing is taken.</summary>
    /// <param name="capacity">How much may be taken at a time, in the unit of the weights; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public WeightedSemaphore(long capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
    }

    /// <summary>How much may be taken at a time.</summary>
    public long Capacity { get; }

    /// <summary>How much is not taken at this moment; by the time it is read it may have changed.</summary>
    public long Available
    {
        get
        {
            lock (_gate)
            {
                return Capacity - _taken;
            }
        }
    }

    /// <summary>How many wait at this moment; by the time it is read it may have changed.</summary>
    public int WaitingCount
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Takes a part of the capacity, and waits for it until the context is done.</summary>
    /// <param name="ctx">Bounds the wait, not the use: a permit stays until it is disposed.</param>
    /// <param name="weight">How much to take; from 1 to <see cref="Capacity"/>.</param>
    /// <returns>The permit, whose disposal gives the part back.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="weight"/> is less than 1, or more than <see cref="Capacity"/>: it would wait for ever.</exception>
    /// <exception cref="DeadlineExceededException">The deadline passed first, or before the call. Nothing was taken.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled first, or before the call. Nothing was taken.</exception>
    /// <remarks>
    /// Canceled means: not happened. A context that is done on entry gets nothing, even if there is room (B146). A permit that was granted in the same
    /// instant is returned, although the context is done. Cost: one allocation of 32 bytes; one of some 200 more for a call that has to wait.
    /// </remarks>
    public ValueTask<SemaphorePermit> AcquireAsync(Context ctx, long weight = 1)
    {
        ThrowIfOutOfRange(weight);
        if (ctx.ToException("waiting for a semaphore") is { } ended)
        {
            return new ValueTask<SemaphorePermit>(Ended.With<SemaphorePermit>(ended));
        }

        if (TryAcquire(out SemaphorePermit? permit, weight))
        {
            return ValueTask.FromResult(permit);
        }

        return WaitAsync(ctx, new Waiter(this, weight));
    }

    /// <summary>Takes a part of the capacity if it is free and nobody waits.</summary>
    /// <param name="permit">The permit, whose disposal gives the part back; null without success.</param>
    /// <param name="weight">How much to take; from 1 to <see cref="Capacity"/>.</param>
    /// <returns>Whether it was taken.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="weight"/> is less than 1, or more than <see cref="Capacity"/>.</exception>
    public bool TryAcquire([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SemaphorePermit? permit, long weight = 1)
    {
        ThrowIfOutOfRange(weight);
        lock (_gate)
        {
            if (_queue.Count > 0 || weight > Capacity - _taken)
            {
                permit = null;
                return false;
            }

            _taken += weight;
        }

        permit = new SemaphorePermit(this, weight);
        return true;
    }

    internal void Release(long weight)
    {
        Waiter? granted;
        lock (_gate)
        {
            _taken -= weight;
            granted = TakeFitting();
        }

        Waiter.Complete(granted);
    }

    private void ThrowIfOutOfRange(long weight)
    {
        if (weight < 1 || weight > Capacity)
        {
            throw new ArgumentOutOfRangeException(
                nameof(weight), weight, FormattableString.Invariant($"Must be from 1 to the semaphore's capacity, {Capacity}: more would wait for ever."));
        }
    }

    private async ValueTask<SemaphorePermit> WaitAsync(Context ctx, Waiter waiter)
    {
        Enqueue(waiter);

        // A context that is done by now leaves at once, within this call.
        CancellationTokenRegistration leave = ctx.Token.UnsafeRegister(static waiter => ((Waiter)waiter!).Leave(), waiter);
        bool isGranted = await waiter.Task.ConfigureAwait(false);
        leave.Unregister();
        return isGranted
            ? new SemaphorePermit(this, waiter.Weight)
            : throw ctx.ToException("waiting for a semaphore")!;
    }

    private void Enqueue(Waiter waiter)
    {
        Waiter? granted;
        lock (_gate)
        {
            _queue.AddLast(waiter.Place);
            granted = TakeFitting();
        }

        Waiter.Complete(granted);
    }

    private void Leave(Waiter waiter)
    {
        Waiter? granted;
        lock (_gate)
        {
            if (waiter.Place.List is null)
            {
                // Granted already (3).
                return;
            }

            _queue.Remove(waiter.Place);

            // It may have been the one at the front that all others waited behind.
            granted = TakeFitting();
        }

        waiter.TrySetResult(false);
        Waiter.Complete(granted);
    }

    /// <summary>Takes out of the queue, under the lock, who can be served now, in order.</summary>
    private Waiter? TakeFitting()
    {
        Waiter? first = null;
        Waiter? last = null;
        while (_queue.First is { Value: var waiter } && waiter.Weight <= Capacity - _taken)
        {
            _taken += waiter.Weight;
            _queue.RemoveFirst();
            if (last is null)
            {
                first = waiter;
            }
            else
            {
                last.NextGranted = waiter;
            }

            last = waiter;
        }

        return first;
    }

    private sealed class Waiter : TaskCompletionSource<bool>
    {
        private readonly WeightedSemaphore _semaphore;

        internal Waiter(WeightedSemaphore semaphore, long weight)
            : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
            _semaphore = semaphore;
            Weight = weight;
            Place = new LinkedListNode<Waiter>(this);
        }

        internal long Weight { get; }

        internal LinkedListNode<Waiter> Place { get; }

        internal Waiter? NextGranted { get; set; }

        internal static void Complete(Waiter? granted)
        {
            for (; granted is not null; granted = granted.NextGranted)
            {
                granted.TrySetResult(true);
            }
        }

        internal void Leave() => _semaphore.Leave(this);
    }
}
