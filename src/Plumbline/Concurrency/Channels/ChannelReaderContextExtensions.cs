using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Plumbline.Concurrency;

/// <summary>Receiving from a channel under a context.</summary>
public static class ChannelReaderContextExtensions
{
    /// <summary>Receives one item; waits for it no longer than <paramref name="ctx"/> lives.</summary>
    /// <typeparam name="T">What the channel carries.</typeparam>
    /// <param name="reader">The channel's reader.</param>
    /// <param name="ctx">Bounds the wait. When it is done on entry nothing is taken, also where an item is there.</param>
    /// <returns>The item. To be awaited once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="ContextCanceledException"><paramref name="ctx"/> was canceled: no item was taken.</exception>
    /// <exception cref="DeadlineExceededException">A deadline of <paramref name="ctx"/> passed: no item was taken.</exception>
    /// <exception cref="ChannelClosedException">The channel was completed and is empty; inside is what it was completed with, if anything.</exception>
    /// <remarks>
    /// <para>
    /// Canceled means <b>not started</b>: it throws or it takes an item, never both. An item that was taken is returned, whatever the context
    /// does meanwhile.
    /// </para>
    /// <para>
    /// No allocation when an item is there; otherwise what <see cref="ChannelReader{T}.ReadAsync(CancellationToken)"/> allocates. Nothing stays
    /// registered once it has completed. As safe from several threads as the channel is. Go: <c>select</c> over <c>ctx.Done()</c> and a channel;
    /// where both are ready Go picks at random, and here the context comes first.
    /// </para>
    /// </remarks>
    public static ValueTask<T> ReceiveAsync<T>(this ChannelReader<T> reader, Context ctx)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (ctx.IsDone)
        {
            return new ValueTask<T>(Ended.With<T>(ChannelOperations.ReceiveEnded<T>(ctx)));
        }

        if (reader.TryRead(out T? item))
        {
            return new ValueTask<T>(item);
        }

        ValueTask<T> read = reader.ReadAsync(ctx.Token);
        return read.IsCompletedSuccessfully ? read : AwaitAsync(ctx, read);
    }

    /// <summary>Receives item after item until the channel is completed and empty.</summary>
    /// <typeparam name="T">What the channel carries.</typeparam>
    /// <param name="reader">The channel's reader.</param>
    /// <param name="ctx">Bounds the whole enumeration; looked at before each item, also while more of them are there.</param>
    /// <returns>
    /// The items, for <c>await foreach</c>; each enumeration takes from the same channel. A token given with
    /// <see cref="TaskAsyncEnumerableExtensions.WithCancellation{T}(IAsyncEnumerable{T}, CancellationToken)"/> ends it as well as the context does.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <remarks>
    /// <para>
    /// The enumeration throws <see cref="ContextCanceledException"/> or <see cref="DeadlineExceededException"/> when the context, or what the
    /// enumerator's token leads back to, is done; and what the channel was completed with, if that was an exception, as
    /// <see cref="ChannelReader{T}.ReadAllAsync"/> does.
    /// </para>
    /// <para>
    /// Canceled means <b>not started</b> for the item at hand: none is taken and then lost. A handful of allocations an enumeration, what the
    /// channel needs a wait, and none an item. Go: <c>for range</c> over a channel, which looks at no context.
    /// </para>
    /// </remarks>
    public static IAsyncEnumerable<T> ReceiveAllAsync<T>(this ChannelReader<T> reader, Context ctx)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new ReceivedItems<T>(ctx, reader);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<T> AwaitAsync<T>(Context ctx, ValueTask<T> read)
    {
        await new QuietAwaiter<T>(read);

        // Canceled and not ours: then the channel was completed with a cancellation, and the error is the channel's.
        if (read.IsCanceled && ctx.IsDone)
        {
            throw ChannelOperations.ReceiveEnded<T>(ctx);
        }

        return await read.ConfigureAwait(false);
    }
}
