using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Plumbline.Concurrency;

/// <summary>Sending to a channel under a context.</summary>
public static class ChannelWriterContextExtensions
{
    /// <summary>Sends one item; waits for room no longer than <paramref name="ctx"/> lives.</summary>
    /// <typeparam name="T">What the channel carries.</typeparam>
    /// <param name="writer">The channel's writer.</param>
    /// <param name="ctx">Bounds the wait. When it is done on entry nothing is sent, also where there is room.</param>
    /// <param name="item">The item.</param>
    /// <returns>Completes when the item is in the channel. To be awaited once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    /// <exception cref="ContextCanceledException"><paramref name="ctx"/> was canceled: the item was not sent.</exception>
    /// <exception cref="DeadlineExceededException">A deadline of <paramref name="ctx"/> passed: the item was not sent.</exception>
    /// <exception cref="ChannelClosedException">The channel was completed; inside is what it was completed with, if anything.</exception>
    /// <remarks>
    /// <para>
    /// Canceled means <b>not started</b>: it throws or it sends, never both. This holds for the channels of the BCL; of a writer with a
    /// <see cref="ChannelWriter{T}.WriteAsync(T, CancellationToken)"/> of its own it holds as far as for that method.
    /// </para>
    /// <para>
    /// No allocation when there is room; otherwise what the channel's own method allocates. Nothing stays registered once it has completed.
    /// As safe from several threads as the channel is. Go: <c>select</c> over <c>ctx.Done()</c> and a send.
    /// </para>
    /// </remarks>
    public static ValueTask SendAsync<T>(this ChannelWriter<T> writer, Context ctx, T item)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (ctx.IsDone)
        {
            return new ValueTask(Ended.With<bool>(ChannelOperations.SendEnded<T>(ctx)));
        }

        if (writer.TryWrite(item))
        {
            return ValueTask.CompletedTask;
        }

        ValueTask write = writer.WriteAsync(item, ctx.Token);
        return write.IsCompletedSuccessfully ? write : AwaitAsync<T>(ctx, write);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask AwaitAsync<T>(Context ctx, ValueTask write)
    {
        await new QuietAwaiter(write);

        // Canceled and not ours: then the channel was completed with a cancellation, and the error is the channel's.
        if (write.IsCanceled && ctx.IsDone)
        {
            throw ChannelOperations.SendEnded<T>(ctx);
        }

        await write.ConfigureAwait(false);
    }
}
