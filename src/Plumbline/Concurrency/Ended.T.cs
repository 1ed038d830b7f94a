namespace Plumbline.Concurrency;

/// <summary>Tasks that have ended with an exception.</summary>
internal static class Ended<TValue>
{
    /// <summary>A task that ended as an async method does that throws: canceled for a cancellation of any type, faulted for all else.</summary>
#pragma warning disable CS1998 // To be asked for what the compiler makes of it is all it is for.
    internal static async Task<TValue> With(Exception exception) => throw exception;
#pragma warning restore CS1998
}
