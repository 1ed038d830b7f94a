namespace Plumbline.Concurrency;

/// <summary>One child of a group, from when it was given to the group until it has ended.</summary>
/// <remarks>Written out where an async method would do: groups have many children, and that costs each an object more.</remarks>
internal abstract class GroupChild(GroupCore group) : IThreadPoolWorkItem
{
    internal const string ReturnedNull = "The child of a group returned null; it must return a task.";

    // As Task.Run does it: AsyncLocals and the current activity of who runs the child are the child's.
#pragma warning disable CA2213 // A captured ExecutionContext is shared with whoever else captured it; disposing it does nothing.
    private readonly ExecutionContext? _executionContext = ExecutionContext.Capture();
#pragma warning restore CA2213
    private Task? _task;

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
            Run();
        }
        else
        {
            ExecutionContext.Run(_executionContext, static child => ((GroupChild)child!).Run(), this);
        }
    }

    /// <summary>Calls the caller's code.</summary>
    private protected abstract Task? Invoke(Context ctx);

    /// <summary>Keeps the result, if it has one.</summary>
    /// <param name="ended">What <see cref="Invoke"/> returned, successful.</param>
    private protected virtual void Keep(Task ended)
    {
    }

    private void Run()
    {
        try
        {
            _task = Invoke(group.Ctx) ?? throw new InvalidOperationException(ReturnedNull);
        }
#pragma warning disable CA1031 // Whatever it is, the group keeps it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            group.Finish(exception);
            return;
        }

        if (_task.IsCompleted)
        {
            End();
        }
        else
        {
            _task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(End);
        }
    }

    private void End()
    {
        Task task = _task!;
        if (task.IsCompletedSuccessfully)
        {
            Keep(task);
            group.Finish(error: null);
        }
        else if (_executionContext is null)
        {
            Fail();
        }
        else
        {
            // Who is told of failures finds there what the child had.
            ExecutionContext.Run(_executionContext, static child => ((GroupChild)child!).Fail(), this);
        }
    }

    private void Fail()
    {
        try
        {
            // Awaiting throws the first exception, or the cancellation, as it was; so does this.
            _task!.GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // Whatever it is, the group keeps it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            group.Finish(exception);
        }
    }
}
