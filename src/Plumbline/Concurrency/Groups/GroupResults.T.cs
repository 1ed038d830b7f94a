namespace Plumbline.Concurrency;

/// <summary>The results of a group, kept in order until all are there, or handed over one by one.</summary>
internal sealed class GroupResults<T>
{
    private readonly Lock _gate = new();
    private readonly Queue<(int Index, T Value)> _come = new();
    private TaskCompletionSource? _more;
    private bool _isComplete;
    private int _taken;

    /// <summary>A number for each child, in the order in which they were given to the group.</summary>
    internal int NextIndex() => Interlocked.Increment(ref _taken) - 1;

    internal void Add(int index, T value)
    {
        TaskCompletionSource? more;
        lock (_gate)
        {
            _come.Enqueue((index, value));
            more = _more;
            _more = null;
        }

        more?.TrySetResult();
    }

    /// <summary>All that have come and were not taken, in the order of the children.</summary>
    internal T[] InOrder()
    {
        lock (_gate)
        {
            return [.. _come.OrderBy(static result => result.Index).Select(static result => result.Value)];
        }
    }

    /// <summary>Takes out the one that came first.</summary>
    /// <param name="value">That one.</param>
    /// <param name="more">Where there is none: completes when there may be; null when no more will come.</param>
    internal bool TryTake(out T value, out Task? more)
    {
        lock (_gate)
        {
            if (_come.TryDequeue(out (int Index, T Value) result))
            {
                value = result.Value;
                more = null;
                return true;
            }

            value = default!; // nobody looks at it
            more = _isComplete ? null : (_more ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            return false;
        }
    }

    /// <summary>Tells who takes them that no more will come, once that is so.</summary>
    internal async Task CompleteWhenAsync(Task over)
    {
        await over.ConfigureAwait(false);
        TaskCompletionSource? more;
        lock (_gate)
        {
            _isComplete = true;
            more = _more;
        }

        more?.TrySetResult();
    }
}
