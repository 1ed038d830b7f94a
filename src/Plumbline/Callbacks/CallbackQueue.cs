using System.Collections.Concurrent;

namespace Plumbline;

/// <summary>Takes nodes whose callbacks are due to the thread pool, ahead of what is queued there.</summary>
/// <remarks>
/// Work queued from a thread that is not the pool's goes to the tail of its queue: seconds late on a pool that is behind, just when
/// cancellation matters. Timers have a queue that is served first, so a timer that is due at once is the way in. A plain work item goes
/// beside it: where the pool has nothing else to do it is there in a quarter of the time.
/// </remarks>
// Invariants
//   1. While the queue holds anything, the bell is rung or a worker is on its way to look.
//   2. Who silences the bell looks at the queue after that.
//   3. A worker that finds more than its own item rings before it runs that: a callback that blocks holds up no other.
//   4. At most one plain work item is on its way, however long the pool takes to come to it. Nothing relies on it: it looks like any worker.
internal static class CallbackQueue
{
    // The bell rings again until answered: of several timers that are due together the pool runs one at once and queues the others.
    private const int RingAgainMilliseconds = 10;

    private static readonly ConcurrentQueue<SignalNode> _queue = new();
    private static readonly Timer _bell = CreateBell();
    private static readonly Runner _runner = new();
    private static int _isRung;
    private static int _isRunnerSent;

    internal static void Post(SignalNode node)
    {
        node.Scheduler.CallbackPosted();
        _queue.Enqueue(node);
        Ring();
    }

    private static void Ring()
    {
        if (Interlocked.Exchange(ref _isRung, 1) == 0)
        {
            _bell.Change(0, RingAgainMilliseconds);
            if (Interlocked.Exchange(ref _isRunnerSent, 1) == 0)
            {
                ThreadPool.UnsafeQueueUserWorkItem(_runner, preferLocal: Thread.CurrentThread.IsThreadPoolThread);
            }
        }
    }

    private static void Answer(object? state)
    {
        _bell.Change(Timeout.Infinite, Timeout.Infinite);
        Interlocked.Exchange(ref _isRung, 0);
        while (_queue.TryDequeue(out SignalNode? node))
        {
            if (!_queue.IsEmpty)
            {
                Ring();
            }

            Run(node);
        }
    }

    private static void Run(SignalNode node)
    {
        try
        {
            // Restored around each: what one callback leaves in an AsyncLocal is not the next one's.
            ExecutionContext? clean = ExecutionContext.Capture();
            if (clean is null)
            {
                node.RunCallbacks();
            }
            else
            {
                ExecutionContext.Run(clean, static n => ((SignalNode)n!).RunCallbacks(), node);
            }
        }
        finally
        {
            node.Scheduler.CallbackEnded();
        }
    }

    private static Timer CreateBell()
    {
        bool isSuppressed = ExecutionContext.IsFlowSuppressed();
        using (isSuppressed ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            return new Timer(Answer, null, Timeout.Infinite, Timeout.Infinite);
        }
    }

    private sealed class Runner : IThreadPoolWorkItem
    {
        public void Execute()
        {
            // Before it looks: who rings after that may send it again (2).
            Interlocked.Exchange(ref _isRunnerSent, 0);
            Answer(null);
        }
    }
}
