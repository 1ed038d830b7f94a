namespace Plumbline;

/// <summary>A registered callback: a child whose end is what it waits for, so that running and being stopped exclude each other (B112).</summary>
internal sealed class CallbackNode : ClockedNode
{
    // Which callback the caller is in, across awaits: its DisposeAsync must not wait for itself.
    private static readonly AsyncLocal<CallbackNode?> _running = new();

    private static readonly TaskCompletionSource _finished = CreateFinished();

#pragma warning disable CA2213 // A captured ExecutionContext is shared with whoever else captured it; disposing it does nothing.
    private ExecutionContext? _executionContext = ExecutionContext.Capture();
#pragma warning restore CA2213
    private Callback? _callback;

    // Null, then the source of who waits, then _finished.
    private TaskCompletionSource? _completion;

    // Without a deadline, even below a parent that has one: a callback runs once its context is done, and not before (B115).
    private CallbackNode(SignalNode parent, Callback callback, Origin origin)
        : base(parent.Scheduler, parent, NodeKind.Callback, origin, DeadlineTerms.None) =>
        _callback = callback;

    /// <summary>Whether Stop ended this node: every other end began elsewhere, or is a deadline.</summary>
    private bool WasStopped => ReferenceEquals(EndedBy, this) && !HasExpired;

    internal static ContextRegistration Register(SignalNode? parent, Callback callback, Origin origin)
    {
        SignalNode over = parent ?? SystemScheduler.Instance.Root;
        var node = new CallbackNode(over, callback, origin);
        Derivation.Start(node, over);
        return new ContextRegistration(node);
    }

    /// <summary>Stops the callback unless it has been started.</summary>
    /// <returns>True when this call prevented it from ever running.</returns>
    internal bool Stop()
    {
        if (!TryMarkStopped())
        {
            return false;
        }

        Forget();
        Parent!.Release(this);
        return true;
    }

    /// <summary>Stops the callback, or waits until it has run to its end. Returns at once inside the callback itself.</summary>
    internal ValueTask StopAndWaitAsync()
    {
        if (Stop() || WasStopped || ReferenceEquals(_running.Value, this))
        {
            return ValueTask.CompletedTask;
        }

        TaskCompletionSource? completion = Volatile.Read(ref _completion);
        if (completion is null)
        {
            var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            completion = Interlocked.CompareExchange(ref _completion, made, null) ?? made;
        }

        return new ValueTask(completion.Task);
    }

    internal override void RunCallbacks()
    {
        Callback? callback = _callback;
        ExecutionContext? executionContext = _executionContext;
        Forget();
        if (callback is null)
        {
            return;
        }

        // Counted once more, until the task has ended: the queue counts only the part up to the first await.
        Scheduler.CallbackPosted();
        if (executionContext is null)
        {
            Invoke(callback);
        }
        else
        {
            ExecutionContext.Run(executionContext, static state => ((Invocation)state!).Run(), new Invocation(this, callback));
        }
    }

    /// <summary>Lets go of what the callback holds: whoever keeps the registration keeps no closure and no AsyncLocals.</summary>
    private void Forget()
    {
        _callback = null;
        _executionContext = null;
    }

    private void Invoke(Callback callback)
    {
        _running.Value = this;
        Task? task = null;
        try
        {
            task = callback.Invoke();
        }
#pragma warning disable CA1031 // A callback may throw anything; all of it is reported.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ContextDiagnostics.ReportCallback(this, exception);
        }
        finally
        {
            // Whatever happened above: who waits for this callback waits without a limit.
            if (task is null || task.IsCompletedSuccessfully)
            {
                Finish();
            }
            else
            {
                _ = FinishAsync(task);
            }
        }
    }

    private async Task FinishAsync(Task task)
    {
        try
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (task.Exception is { } fault)
            {
                foreach (Exception exception in fault.InnerExceptions)
                {
                    ContextDiagnostics.ReportCallback(this, exception);
                }
            }
        }
        finally
        {
            Finish();
        }
    }

    private void Finish()
    {
        Interlocked.Exchange(ref _completion, _finished)?.TrySetResult();
        Scheduler.CallbackEnded();
    }

    private static TaskCompletionSource CreateFinished()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private sealed class Invocation(CallbackNode node, Callback callback)
    {
        internal void Run() => node.Invoke(callback);
    }
}
