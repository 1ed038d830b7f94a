using System.Runtime.ExceptionServices;

namespace Plumbline.Concurrency;

/// <summary>Tasks that have failed already, as an asynchronous method would have: canceled where the exception is a cancellation.</summary>
/// <remarks><see cref="ValueTask.FromException(Exception)"/> calls that faulted.</remarks>
internal static class Failed
{
    internal static async ValueTask With(Exception exception)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        ExceptionDispatchInfo.Throw(exception);
    }

    internal static async ValueTask<T> With<T>(Exception exception)
    {
        await With(exception).ConfigureAwait(false);
        return default!; // never reached
    }
}
