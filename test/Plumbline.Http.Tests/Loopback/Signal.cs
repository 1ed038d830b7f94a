namespace Plumbline.Loopback;

/// <summary>Something that happens once; waiting for it is bounded, and the failure says what did not happen.</summary>
internal sealed class Signal(string what)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private readonly TaskCompletionSource _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsSet => _happened.Task.IsCompleted;

    public void Set() => _happened.TrySetResult();

    public Task WaitAsync() => WaitAsync(_happened.Task, what);

    public static async Task WaitAsync(Task task, string what)
    {
        try
        {
            await task.WaitAsync(_patience);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Assert.Fail($"Waited {_patience.TotalSeconds} s in vain: {what}.");
        }
    }

    public static async Task<T> WaitAsync<T>(Task<T> task, string what)
    {
        await WaitAsync((Task)task, what);
        return await task;
    }

    /// <summary>The exception that <paramref name="task"/> must end with.</summary>
    public static Task<TException> ThrowsAsync<TException>(Task task, string what)
        where TException : Exception =>
        Assert.ThrowsAsync<TException>(() => WaitAsync(task, what));
}
