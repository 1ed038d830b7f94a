using Plumbline.Tests.Support;

namespace Plumbline.Tests.Examples;

/// <summary>A condition variable whose wait ends with a context.</summary>
internal sealed class Condition
{
    private readonly object _lock = new();
    private bool _isSet;
    private int _waiters;

    /// <summary>Waits on a thread of its own until the condition is set or the context is done.</summary>
    internal Task WaitApart(Context ctx) =>
        Task.Factory.StartNew(() => Wait(ctx), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Returns once that many are waiting: whoever is counted has given the lock back, and so waits.</summary>
    internal void AwaitWaiters(int count) =>
        Assert.True(
            SpinWait.SpinUntil(
                () =>
                {
                    lock (_lock)
                    {
                        return _waiters == count;
                    }
                },
                Bounded.Limit),
            $"Waited for {count} waiters.");

    internal void Set()
    {
        lock (_lock)
        {
            _isSet = true;
            Monitor.PulseAll(_lock);
        }
    }

    private void Wait(Context ctx)
    {
        lock (_lock)
        {
            // Under the lock, or the pulse might come between the look at the context and the wait; all, as it is not known which waiter's
            // context it was.
            using var registration = ctx.Register(Wake);
            _waiters++;
            try
            {
                while (!_isSet)
                {
                    ctx.ThrowIfDone("waiting for the condition");
                    Assert.True(Monitor.Wait(_lock, Bounded.Limit), "Waited for the condition or the end of the context.");
                }
            }
            finally
            {
                _waiters--;
            }
        }
    }

    private void Wake()
    {
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }
}
