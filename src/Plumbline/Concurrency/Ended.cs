using System.Runtime.ExceptionServices;

namespace Plumbline.Concurrency;

/// <summary>Tasks that have ended with an exception, as an async method does that throws: canceled for a cancellation of any type, faulted for all else.</summary>
/// <remarks><see cref="Task.FromException(Exception)"/> and its like call a cancellation faulted, too.</remarks>
internal static class Ended
{
#pragma warning disable CS1998 // To be asked for what the compiler makes of it is all it is for.
    internal static async Task<TValue> With<TValue>(Exception exception)
#pragma warning restore CS1998
    {
        // Not thrown: what was caught elsewhere keeps the stack that it came with.
        ExceptionDispatchInfo.Throw(exception);
        return default!; // Never reached.
    }
}
