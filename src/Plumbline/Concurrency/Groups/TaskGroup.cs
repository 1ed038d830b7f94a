using System.Runtime.CompilerServices;

namespace Plumbline.Concurrency;

/// <summary>Tasks that belong together: they run under one context, the first failure cancels the others, and the block is not left before all have ended.</summary>
/// <remarks>
/// <para>
/// Made for <c>await using</c>, with <c>await group.WaitAsync()</c> at the end of the block. A block that is left without that, by an exception or
/// because the call is missing, cancels the children and waits for them, as any scope does. Leaving throws nothing: the failures of a group that nobody
/// has waited for go to <see cref="ContextDiagnostics.CallbackFailed"/>.
/// </para>
/// <para>
/// A child's failure is whatever it throws, unless it is the end of the group's own context: an inner timeout of the child is a failure, the
/// cancel by a sibling's failure or from outside is not. Work that was refused because too little time was left is a failure, too. The first failure is the <see cref="Context.Cause"/> that the siblings see.
/// </para>
/// <para>
/// Keeps nothing of a child that has ended but its failure; for results take <see cref="TaskGroup{T}"/>. Safe from any thread, from inside its
/// children as well. Go: <c>errgroup.Group</c> (B140–B145).
/// </para>
/// </remarks>
public sealed class TaskGroup : IAsyncDisposable
{
    private readonly GroupCore _core;
    private Task? _wait;

    /// <summary>Makes a group without children.</summary>
    /// <param name="ctx">The parent of the group's context, which has its values and deadline.</param>
    /// <param name="options">How to run the children; null for what each option says is its default.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public TaskGroup(
        Context ctx, TaskGroupOptions? options = null,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        _core = new GroupCore(ctx, options, member, file, line);

    /// <summary>What has failed so far, the first one first; nothing of what went to <see cref="TaskGroupOptions.OnFailure"/>.</summary>
    public IReadOnlyList<Exception> Failures => _core.Failures;

    /// <summary>Runs a child under the group's context: on the thread pool, now or as soon as there is a slot.</summary>
    /// <param name="child">What to run. Begun with the <see cref="ExecutionContext"/> of the caller.</param>
    /// <exception cref="ArgumentNullException"><paramref name="child"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The group has been waited for, or left, and has ended.</exception>
    /// <remarks>
    /// Never waits. When the group is canceled before the child has its slot, the child is not started, and waiting says so. Where the limit is
    /// small and children are many, <see cref="RunWhenFreeAsync"/> keeps them from piling up. Go: <c>errgroup.Group.Go</c>.
    /// </remarks>
    public void Run(Func<Context, Task> child)
    {
        ArgumentNullException.ThrowIfNull(child);
        _core.Add(new ActionChild(_core, child));
    }

    /// <summary>Runs a child if it can begin now.</summary>
    /// <param name="child">What to run; see <see cref="Run"/>.</param>
    /// <returns>False when there is no slot, or the group is canceled: the child was not started and never will be.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="child"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The group has been waited for, or left, and has ended.</exception>
    /// <remarks>Go: <c>errgroup.Group.TryGo</c> (B143).</remarks>
    public bool TryRun(Func<Context, Task> child)
    {
        ArgumentNullException.ThrowIfNull(child);
        return _core.TryAdd(new ActionChild(_core, child));
    }

    /// <summary>Runs a child, and completes when that has its slot: who has many children to run waits here, and not they.</summary>
    /// <param name="child">What to run; see <see cref="Run"/>.</param>
    /// <returns>A task that is complete when the child has begun. It does not wait for the child's end.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="child"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The group has been waited for, or left, and has ended.</exception>
    /// <exception cref="ContextCanceledException">In the task: the group was canceled first. The child was not started.</exception>
    /// <exception cref="DeadlineExceededException">In the task: the group's deadline passed first. The child was not started.</exception>
    /// <remarks>In Go, waiting for a slot ignores the context (B144).</remarks>
    public Task RunWhenFreeAsync(Func<Context, Task> child)
    {
        ArgumentNullException.ThrowIfNull(child);
        var slot = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _core.Add(new ActionChild(_core, child) { Slot = slot });
        return slot.Task;
    }

    /// <summary>Waits until every child has ended, also when the group is canceled, and ends the group.</summary>
    /// <returns>
    /// The same task on every call. Where children failed, awaiting it throws the first failure as it was, and its
    /// <see cref="Task.Exception"/> has all of them, as <see cref="Failures"/> does.
    /// </returns>
    /// <exception cref="ContextCanceledException">In the task: nothing failed, but the group was canceled from outside before every child had run to its end.</exception>
    /// <exception cref="DeadlineExceededException">In the task: nothing failed, but a deadline passed before every child had run to its end.</exception>
    /// <remarks>
    /// When canceled: what the children did has partly happened. Children may run others until the last one has ended. The children's
    /// context is done when the task completes. Go: <c>errgroup.Group.Wait</c> (B140, B141).
    /// </remarks>
    public Task WaitAsync()
    {
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _wait, made.Task, null) is { } wait)
        {
            return wait;
        }

        _ = CompleteAsync(made);
        return made.Task;
    }

    /// <summary>Cancels the children that have not ended, and waits for them.</summary>
    /// <returns>A task that is complete when every child has ended. It throws nothing.</returns>
    public ValueTask DisposeAsync() => _core.LeaveAsync(wasWaitedFor: _wait is not null);

    private async Task CompleteAsync(TaskCompletionSource wait)
    {
        await _core.WaitAsync().ConfigureAwait(false);
        if (_core.Failures is { Length: > 0 } failures)
        {
            wait.SetException(failures);
        }
        else if (_core.CutError is { } cut)
        {
            wait.SetFromTask(Ended.With<bool>(cut));
        }
        else
        {
            wait.SetResult();
        }
    }
}
