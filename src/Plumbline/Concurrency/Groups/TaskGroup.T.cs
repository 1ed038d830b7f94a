using System.Runtime.CompilerServices;

namespace Plumbline.Concurrency;

/// <summary>A <see cref="TaskGroup"/> whose children give results: all in order, each as it comes, or those that were there in time.</summary>
/// <typeparam name="T">Type of a result.</typeparam>
/// <remarks>
/// All that <see cref="TaskGroup"/> says holds here. Results are taken in one of three ways, once: <see cref="WaitAsync"/>, <see cref="ReadAllAsync"/>,
/// <see cref="WaitPartialAsync"/>.
/// </remarks>
public sealed class TaskGroup<T> : IAsyncDisposable
{
    private const int NotWaited = 0;
    private const int Waited = 1;
    private const int Read = 2;
    private const int WaitedPartially = 3;

    private readonly GroupCore _core;
    private readonly GroupResults<T> _results = new();
    private readonly TaskCompletionSource<T[]> _wait = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _way;
    private bool _hasReadAll;

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

    /// <inheritdoc cref="TaskGroup.Failures"/>
    public IReadOnlyList<Exception> Failures => _core.Failures;

    /// <inheritdoc cref="TaskGroup.Run"/>
    public void Run(Func<Context, Task<T>> child)
    {
        ArgumentNullException.ThrowIfNull(child);
        _core.Add(NewChild(child));
    }

    /// <inheritdoc cref="TaskGroup.TryRun"/>
    public bool TryRun(Func<Context, Task<T>> child)
    {
        ArgumentNullException.ThrowIfNull(child);
        return _core.TryAdd(NewChild(child));
    }

    /// <inheritdoc cref="TaskGroup.RunWhenFreeAsync"/>
    public Task RunWhenFreeAsync(Func<Context, Task<T>> child)
    {
        ArgumentNullException.ThrowIfNull(child);
        var slot = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _core.Add(NewChild(child, slot));
        return slot.Task;
    }

    /// <summary>Waits until every child has ended, also when the group is canceled, and ends the group.</summary>
    /// <returns>
    /// The results in the order in which the children were given to the group; the same task on every call. Failures are thrown as by
    /// <see cref="TaskGroup.WaitAsync"/>, and then there are no results. Of a child whose failure went to <see cref="TaskGroupOptions.OnFailure"/>
    /// there is none: the others move up.
    /// </returns>
    /// <exception cref="InvalidOperationException">The results were taken in another way.</exception>
    /// <inheritdoc cref="TaskGroup.WaitAsync" path="/exception|/remarks"/>
    public Task<T[]> WaitAsync()
    {
        if (Take(Waited))
        {
            _ = CompleteAsync();
        }

        return _wait.Task;
    }

    /// <summary>Gives the results as they come, until every child has ended, and ends the group.</summary>
    /// <param name="token">Of who enumerates: ends the enumerating, and by that the group.</param>
    /// <returns>
    /// The results, the first to be there first. A failure is thrown after all results that there are. Whoever stops before the end cancels
    /// the children that run. The enumerating throws <see cref="ContextCanceledException"/> or <see cref="DeadlineExceededException"/> when what
    /// <paramref name="token"/> leads back to is done.
    /// </returns>
    /// <exception cref="InvalidOperationException">The results were taken in another way, or by somebody else.</exception>
    /// <remarks>A result that was handed over is not kept. When canceled: what the children did has partly happened.</remarks>
    public IAsyncEnumerable<T> ReadAllAsync(CancellationToken token = default) => Take(Read) ? ReadAsync(token) : throw TakenAlready();

    /// <summary>Waits until every child has ended, or the deadline has passed and the children with it: the best so far.</summary>
    /// <returns>
    /// The results that are there. A deadline is not thrown. What is thrown is a cancel from outside, and, but where the group supervises, the
    /// first failure.
    /// </returns>
    /// <exception cref="InvalidOperationException">The results were taken in another way.</exception>
    /// <exception cref="ContextCanceledException">In the task: the group was canceled from outside, and not by a deadline.</exception>
    /// <remarks>
    /// Waits for children that ignore their context, as every way to leave a group does. Give the group a shorter time than its caller has, or no
    /// time is left to use what there is. When canceled: what the children did has partly happened.
    /// </remarks>
    public Task<PartialResults<T>> WaitPartialAsync() => Take(WaitedPartially) ? CompletePartiallyAsync() : throw TakenAlready();

    /// <inheritdoc cref="TaskGroup.DisposeAsync"/>
    public ValueTask DisposeAsync() =>
        _core.LeaveAsync(wasWaitedFor: Volatile.Read(ref _way) is Waited or WaitedPartially || Volatile.Read(ref _hasReadAll));

    private static InvalidOperationException TakenAlready() => new("The results of the group were taken already; they can be taken once, in one way.");

    private ResultChild<T> NewChild(Func<Context, Task<T>> child, TaskCompletionSource? slot = null) =>
        new(_core, _results, _results.NextIndex(), child) { Slot = slot };

    /// <returns>True for who comes first; false for who comes again in the same way. Throws where that was another.</returns>
    private bool Take(int way)
    {
        int before = Interlocked.CompareExchange(ref _way, way, NotWaited);
        return before == NotWaited || (before == way ? false : throw TakenAlready());
    }

    private async Task CompleteAsync()
    {
        await _core.WaitAsync().ConfigureAwait(false);
        if (_core.Failures is { Length: > 0 } failures)
        {
            _wait.SetException(failures);
        }
        else if (_core.CutError is { } cut)
        {
            _wait.SetFromTask(Ended.With<T[]>(cut));
        }
        else
        {
            _wait.SetResult(_results.InOrder());
        }
    }

    private async Task<PartialResults<T>> CompletePartiallyAsync()
    {
        await _core.WaitAsync().ConfigureAwait(false);
        if (!_core.IsSupervisor)
        {
            _core.ThrowIfFailed();
        }

        Exception? cut = _core.CutError;
        if (cut is ContextCanceledException)
        {
            throw cut;
        }

        return new PartialResults<T>(_results.InOrder(), _core.Failures, isComplete: cut is null && !_core.HasFailed);
    }

    private static async Task WaitForMoreAsync(Task more, CancellationToken token)
    {
        try
        {
            await more.WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Context.From(token).ToException("waiting for the results of a group") is { } ended)
        {
            throw ended;
        }
    }

    private async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken token)
    {
        // Told once, not waited for on every turn: that would leave something behind on a task that lives as long as the group.
        _ = _results.CompleteWhenAsync(_core.WaitAsync());
        try
        {
            while (true)
            {
                if (_results.TryTake(out T value, out Task? more))
                {
                    yield return value;
                }
                else if (more is null)
                {
                    break;
                }
                else
                {
                    await WaitForMoreAsync(more, token).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _core.Ctx.Signal!.Leave();
        }

        // From here on who reads is told. Whoever stops before is not, and then what failed is reported when the block is left.
        Volatile.Write(ref _hasReadAll, true);
        _core.ThrowIfFailed();
        if (_core.CutError is { } cut)
        {
            throw cut;
        }
    }
}
