namespace Plumbline.Concurrency;

/// <summary>Waits, under a context, for what cannot be told to stop.</summary>
/// <remarks>
/// <para>
/// Only the wait ends with the context: the task runs on. It is abandoned, and never forgotten: when it fails later its exception is observed, the
/// meter <c>Plumbline</c> counts it, and a result that comes too late can be disposed of. Where the work takes a token, give it one
/// and await it; that is better.
/// </para>
/// <para>
/// A task that is complete wins over a context that is done: what it has produced is returned. Canceled means of the work: may have happened, and may still
/// happen. Thread safety: any number of waits at a time, also for one task. Cost: as <see cref="Task.WaitAsync(CancellationToken)"/>; nothing
/// stays attached to a task that is waited for again and again.
/// </para>
/// </remarks>
public static class ContextWaitExtensions
{
    private const string TaskOperation = "waiting for a task";
    private const string HandleOperation = "waiting for a handle";

    /// <summary>Waits for a task until the context is done.</summary>
    /// <param name="ctx">Bounds the wait.</param>
    /// <param name="task">What to wait for.</param>
    /// <param name="operation">What is being waited for, for the error; null says "waiting for a task".</param>
    /// <returns>A task that ends as <paramref name="task"/> does.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The deadline passed first; the task runs on.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled first; the task runs on.</exception>
    public static Task WaitAsync(this Context ctx, Task task, string? operation = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.IsCompleted ? task : WaitForAsync(ctx, task, operation ?? TaskOperation);
    }

    /// <summary>Waits for the result of a task until the context is done.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="ctx">Bounds the wait.</param>
    /// <param name="task">What to wait for.</param>
    /// <param name="operation">What is being waited for, for the error; null says "waiting for a task".</param>
    /// <param name="abandoned">
    /// Gets a result that comes after the wait was given up, for instance to dispose of it: on a pool thread, once. What it throws
    /// goes to <see cref="ContextDiagnostics.CallbackFailed"/>. Null drops the result.
    /// </param>
    /// <returns>The task's result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The deadline passed first; the task runs on.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled first; the task runs on.</exception>
    public static Task<T> WaitAsync<T>(this Context ctx, Task<T> task, string? operation = null, Action<T>? abandoned = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.IsCompleted ? task : WaitForAsync(ctx, task, operation ?? TaskOperation, abandoned);
    }

    /// <summary>Waits for a handle to be signaled until the context is done. Blocks no thread.</summary>
    /// <param name="ctx">Bounds the wait.</param>
    /// <param name="handle">An event or a semaphore; not a <see cref="Mutex"/>, which belongs to the thread that waited for it.</param>
    /// <param name="operation">What is being waited for, for the error; null says "waiting for a handle".</param>
    /// <returns>A task that completes when the handle was signaled. An auto-reset event is reset, a semaphore has given one count.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handle"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="handle"/> is a mutex.</exception>
    /// <exception cref="DeadlineExceededException">The deadline passed first; no signal was taken.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled first; no signal was taken.</exception>
    /// <remarks>
    /// Canceled means: not happened. A signal that is taken in the same instant is not lost: the wait completes, although the context is done. With a context that
    /// is done on entry nothing is taken. Cost: a registered wait of the thread pool.
    /// </remarks>
    public static Task WaitAsync(this Context ctx, WaitHandle handle, string? operation = null)
    {
        ArgumentNullException.ThrowIfNull(handle);
        if (handle is Mutex)
        {
            throw new ArgumentException("Must be an event or a semaphore: a mutex belongs to the thread that waited for it, and no thread waits here.", nameof(handle));
        }

        return WaitForAsync(ctx, handle, operation ?? HandleOperation);
    }

    private static async Task WaitForAsync(Context ctx, Task task, string operation)
    {
        try
        {
            await task.WaitAsync(ctx.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!task.IsCompleted && ctx.IsDone)
        {
            AbandonedTasks.Add(task);
            throw ctx.ToException(operation)!;
        }
        catch (OperationCanceledException) when (task.IsCompleted)
        {
            // It ended between the end of the context and this line, and has its own outcome.
            await task.ConfigureAwait(false);
        }
    }

    private static async Task<T> WaitForAsync<T>(Context ctx, Task<T> task, string operation, Action<T>? abandoned)
    {
        try
        {
            return await task.WaitAsync(ctx.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!task.IsCompleted && ctx.IsDone)
        {
            AbandonedTasks.Add(task, abandoned);
            throw ctx.ToException(operation)!;
        }
        catch (OperationCanceledException) when (task.IsCompleted)
        {
            // As above.
            return await task.ConfigureAwait(false);
        }
    }

    private static async Task WaitForAsync(Context ctx, WaitHandle handle, string operation)
    {
        ctx.ThrowIfDone(operation);
        var wait = new HandleWait(handle);
        CancellationTokenRegistration stop = ctx.Token.UnsafeRegister(static wait => ((HandleWait)wait!).Stop(), wait);
        bool isSignaled = await wait.Task.ConfigureAwait(false);
        stop.Unregister();
        if (!isSignaled)
        {
            throw ctx.ToException(operation)!;
        }

        wait.Release();
    }
}
