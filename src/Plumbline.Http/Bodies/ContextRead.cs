namespace Plumbline.Http.Internal;

/// <summary>Runs one read of a body under a context, with the context's error when that ends it.</summary>
internal static class ContextRead
{
    // The body of another client's response does not say where it came from.
    private const string Operation = "reading an HTTP body";

    internal static async Task<TResult> RunAsync<TState, TResult>(
        Context ctx, TState state, Func<TState, CancellationToken, Task<TResult>> read)
    {
        ctx.ThrowIfDone(Operation);
        try
        {
            return await read(state, ctx.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (ctx.IsDone && e is not (DeadlineExceededException or ContextCanceledException))
        {
            throw ctx.ToException(Operation)!;
        }
    }
}
