using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Plumbline.Concurrency;

/// <summary>The items of a channel, under a context and under the token of whoever enumerates them.</summary>
/// <remarks>
/// Not an iterator method: the compiler hands an enumerator's token only to a parameter that is a token, and this one has a context.
/// </remarks>
internal sealed class ReceivedItems<T>(ChannelReader<T> reader, Context ctx) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => EnumerateAsync(reader, ctx, cancellationToken);

    private static async IAsyncEnumerator<T> EnumerateAsync(ChannelReader<T> reader, Context ctx, CancellationToken token)
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
        while (await AwaitAsync(reader.WaitToReadAsync(both.Token), both, ctx, second).ConfigureAwait(false));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> AwaitAsync(ValueTask<bool> wait, Context both, Context ctx, Context second)
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
