using System.Diagnostics;

namespace Plumbline.Flood;

/// <summary>One process, one flood, one callback.</summary>
internal static class Round
{
    private const int Items = 2000;

    private static readonly TimeSpan _item = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _delay = TimeSpan.FromMilliseconds(50);

    /// <summary>Milliseconds from the start of the delay to the callback, with the pool flooded meanwhile.</summary>
    internal static double Measure(Way way)
    {
        // Everything is compiled and every thread started before it counts.
        _ = MeasureOnce(way, items: 0);
        return MeasureOnce(way, Items);
    }

    private static double MeasureOnce(Way way, int items)
    {
        using var ran = new ManualResetEventSlim();
        double came = 0;
        long start = Stopwatch.GetTimestamp();
        void Callback()
        {
            came = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            ran.Set();
        }

        using IDisposable due = Prepare(way, Callback);
        for (int i = 0; i < items; i++)
        {
            // An item that blocks its thread is what floods a pool.
            ThreadPool.UnsafeQueueUserWorkItem(static _ => Block(_item), null);
        }

        return ran.Wait(TimeSpan.FromMinutes(1)) ? came : throw new TimeoutException($"The callback of {way} did not come within a minute.");
    }

    private static IDisposable Prepare(Way way, Action callback)
    {
        if (way is Way.BclCancelAfter or Way.BclCancelFromPoolThread)
        {
            var source = new CancellationTokenSource();
            source.Token.UnsafeRegister(static action => ((Action)action!)(), callback);
            if (way == Way.BclCancelFromPoolThread)
            {
                return OnTimer(source.Cancel);
            }

            source.CancelAfter(_delay);
            return source;
        }

        CancelScope scope = way is Way.Deadline or Way.DeadlineToken
            ? Context.Background.WithTimeout(_delay, out Context ctx)
            : Context.Background.WithCancel(out ctx);
        if (way is Way.DeadlineToken or Way.CancelFromOwnThreadToken or Way.CancelFromPoolThreadToken)
        {
            ctx.Token.UnsafeRegister(static action => ((Action)action!)(), callback);
        }
        else
        {
            ctx.Register(callback);
        }

        if (way is Way.CancelFromPoolThread or Way.CancelFromPoolThreadToken)
        {
            return OnTimer(() => scope.Cancel());
        }

        if (way is Way.CancelFromOwnThread or Way.CancelFromOwnThreadToken)
        {
            var thread = new Thread(() => CancelLater(scope));
            thread.IsBackground = true;
            thread.UnsafeStart();
        }

        return scope;
    }

    private static Timer OnTimer(Action cancel) => new(static action => ((Action)action!)(), cancel, _delay, Timeout.InfiniteTimeSpan);

    private static void CancelLater(CancelScope scope)
    {
        Block(_delay);
        scope.Cancel();
    }

    private static void Block(TimeSpan time)
    {
        using var never = new ManualResetEvent(false);
        never.WaitOne(time);
    }
}
