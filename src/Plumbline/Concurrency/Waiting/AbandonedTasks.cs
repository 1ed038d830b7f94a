using System.Diagnostics.Metrics;

namespace Plumbline.Concurrency;

/// <summary>Tasks that nobody waits for any more and that still run: counted, and observed when they end.</summary>
internal static class AbandonedTasks
{
    private static readonly Counter<long> _total = ContextMeter.Instance.CreateCounter<long>(
        "plumbline.task.abandoned", "{task}", "Tasks whose wait ended with its context before they did.");

    private static long _running;

    static AbandonedTasks() =>

        // Observed rather than added to and taken from: a listener that comes in between would see less than none.
        ContextMeter.Instance.CreateObservableUpDownCounter(
            "plumbline.task.abandoned.running", static () => Volatile.Read(ref _running), "{task}", "Abandoned tasks that have not ended yet.");

    internal static long Running => Volatile.Read(ref _running);

    internal static void Add(Task task)
    {
        Count();
        _ = task.ContinueWith(
            static ended =>
            {
                Interlocked.Decrement(ref _running);
                _ = ended.Exception;
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    internal static void Add<T>(Task<T> task, Action<T>? abandoned)
    {
        if (abandoned is null)
        {
            Add(task);
            return;
        }

        Count();

        // Not on the thread that completes the task: the callback is a caller's.
        _ = task.ContinueWith(
            static (ended, state) =>
            {
                Interlocked.Decrement(ref _running);
                if (ended.Exception is null && !ended.IsCanceled)
                {
                    HandOver(ended, (Action<T>)state!);
                }
            },
            abandoned,
            CancellationToken.None,
            TaskContinuationOptions.RunContinuationsAsynchronously,
            TaskScheduler.Default);
    }

    private static void Count()
    {
        Interlocked.Increment(ref _running);
        _total.Add(1);
    }

    private static void HandOver<T>(Task<T> ended, Action<T> abandoned)
    {
        try
        {
            abandoned(ended.GetAwaiter().GetResult());
        }
#pragma warning disable CA1031 // A caller's callback may throw anything, and no caller is left to be told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            ContextDiagnostics.ReportCallback("the one for a result that came too late", e);
        }
    }
}
