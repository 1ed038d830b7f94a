namespace Plumbline.Concurrency;

/// <summary>One child of a group, from when it was given to the group until it has ended.</summary>
internal abstract class GroupChild(GroupCore group) : IThreadPoolWorkItem
{
    // As Task.Run does it: AsyncLocals and the current activity of who runs the child are the child's.
#pragma warning disable CA2213 // A captured ExecutionContext is shared with whoever else captured it; disposing it does nothing.
    private readonly ExecutionContext? _executionContext = ExecutionContext.Capture();
#pragma warning restore CA2213

    /// <summary>Told when the child got its slot, or never will; null where nobody waits for that.</summary>
    internal TaskCompletionSource? Slot { get; init; }

    /// <summary>Has the pool begin the child, which has its slot.</summary>
    internal void Begin()
    {
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        Slot?.TrySetResult();
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_executionContext is null)
        {
            _ = RunAsync();
        }
        else
        {
            ExecutionContext.Run(_executionContext, static child => _ = ((GroupChild)child!).RunAsync(), this);
        }
    }

    /// <summary>Calls the caller's code, and keeps its result if it has one.</summary>
    private protected abstract Task InvokeAsync(Context ctx);

    private async Task RunAsync()
    {
        Exception? error = null;
        try
        {
            await InvokeAsync(group.Ctx).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, the group keeps it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            error = exception;
        }

        group.Finish(error);
    }
}
