using System.Runtime.CompilerServices;

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

    /// <summary>The same for the elements of a body, as they arrive.</summary>
    internal static async IAsyncEnumerable<T?> EnumerateAsync<T>(
        Context ctx,
        HttpContent content,
        Func<HttpContent, CancellationToken, IAsyncEnumerable<T?>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ctx.ThrowIfDone(Operation);
        using var linked = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ctx.Token) : null;
        var elements = read(content, linked?.Token ?? ctx.Token).GetAsyncEnumerator(CancellationToken.None);
        await using (elements.ConfigureAwait(false))
        {
            while (await MoveNextAsync(ctx, elements).ConfigureAwait(false))
                yield return elements.Current;
        }
    }

    private static async ValueTask<bool> MoveNextAsync<T>(Context ctx, IAsyncEnumerator<T> elements)
    {
        try
        {
            return await elements.MoveNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (ctx.IsDone && e is not (DeadlineExceededException or ContextCanceledException))
        {
            throw ctx.ToException(Operation)!;
        }
    }
}
