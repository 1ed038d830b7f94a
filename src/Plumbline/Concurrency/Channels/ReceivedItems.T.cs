using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Plumbline.Concurrency;

/// <summary>The items of a channel, under a context and under the token of whoever enumerates them.</summary>
/// <remarks>
/// Not an iterator method: the compiler hands an enumerator's token only to a parameter that is a token, and this one has a context.
/// </remarks>
[ContextCarrier]
internal sealed class ReceivedItems<T>(Context ctx, ChannelReader<T> reader) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => EnumerateAsync(ctx, reader, cancellationToken);

    private static async IAsyncEnumerator<T> EnumerateAsync(Context ctx, ChannelReader<T> reader, CancellationToken token)
    {
        // Merged only where there are two: one that never ends, or is the same, adds nothing.
        CancellationToken own = ctx.Token;
        Context second = Context.From(token);
        Context both = own.CanBeCanceled ? ctx : second;
        using CancelScope scope = own.CanBeCanceled && token.CanBeCanceled && token != own ? Context.Merge([ctx, second], out both) : default;
        do
        {
            while (true)
            {
                // Before each item, and not only before each wait: of a done context nothing is taken, however much is there.
                ThrowIfDone(both, ctx, second);
                if (!reader.TryRead(out T? item))
                {
                    break;
                }

                yield return item;
            }
        }
        while (await AwaitAsync(both, ctx, second, reader.WaitToReadAsync(both.Token)).ConfigureAwait(false));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> AwaitAsync(Context both, Context ctx, Context second, ValueTask<bool> wait)
    {
        await new QuietAwaiter<bool>(wait);
        if (wait.IsCanceled)
        {
            ThrowIfDone(both, ctx, second);
        }

        return await wait.ConfigureAwait(false);
    }

    private static void ThrowIfDone(Context both, Context ctx, Context second)
    {
        if (both.IsDone)
        {
            // The error is that of whichever ended, with that one's token, as if it had been alone.
            string operation = ChannelOperations.Receive<T>();
            throw ctx.ToException(operation) ?? second.ToException(operation) ?? both.ToException(operation)!;
        }
    }
}
