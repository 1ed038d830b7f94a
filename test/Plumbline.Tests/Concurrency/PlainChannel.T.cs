using System.Threading.Channels;

namespace Plumbline.Tests.Concurrency;

/// <summary>A channel written by somebody else: no more than a channel must have, so without a Completion.</summary>
internal sealed class PlainChannel<T> : Channel<T>
{
    internal PlainChannel(int capacity)
    {
        Channel<T> inner = Channel.CreateBounded<T>(capacity);
        Reader = new PlainReader(inner.Reader);
        Writer = new PlainWriter(inner.Writer);
    }

    private sealed class PlainReader(ChannelReader<T> inner) : ChannelReader<T>
    {
        public override bool TryRead(out T item) => inner.TryRead(out item!);

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => inner.WaitToReadAsync(cancellationToken);
    }

    private sealed class PlainWriter(ChannelWriter<T> inner) : ChannelWriter<T>
    {
        public override bool TryComplete(Exception? error = null) => inner.TryComplete(error);

        public override bool TryWrite(T item) => inner.TryWrite(item);

        public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => inner.WaitToWriteAsync(cancellationToken);
    }
}
