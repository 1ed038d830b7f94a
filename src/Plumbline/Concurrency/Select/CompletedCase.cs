namespace Plumbline.Concurrency;

/// <summary>Chosen once, when a task is complete, however it ended.</summary>
internal sealed class CompletedCase(Select select, Task task) : SelectCase(select)
{
    private bool _isWatched;

    internal override bool TryChoose() => IsSpent = task.IsCompleted;

    internal override bool Watch(CancellationToken stop)
    {
        if (task.IsCompleted)
        {
            return true;
        }

        if (!_isWatched)
        {
            // Once for all turns. With a token, as only such a continuation leaves the task again when it is not wanted any more.
            _isWatched = true;
            task.ContinueWith(
                static (_, self) => ((CompletedCase)self!).Wake(isInline: false), this, stop, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return false;
    }
}
