using System.Runtime.CompilerServices;

namespace Plumbline.Concurrency;

/// <summary>Waits until a <see cref="ValueTask{TResult}"/> is complete without taking its result: who waits looks at its state, and nothing is thrown to be caught here.</summary>
/// <remarks>Where the result is not taken afterwards, a pooled source does not go back to its pool; it is collected instead.</remarks>
internal readonly struct QuietAwaiter<T>(ValueTask<T> task) : ICriticalNotifyCompletion
{
    public bool IsCompleted => task.IsCompleted;

    public QuietAwaiter<T> GetAwaiter() => this;

    public void OnCompleted(Action continuation) => task.ConfigureAwait(false).GetAwaiter().OnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(continuation);

    public void GetResult()
    {
    }
}
