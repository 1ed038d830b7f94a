using System.Threading.Channels;

namespace Plumbline.Concurrency;

/// <summary>A case of a <see cref="Select"/> that sends to a channel: one item for each <see cref="Offer"/>.</summary>
/// <typeparam name="T">What the channel carries.</typeparam>
/// <remarks>Takes part while it has an item on offer. That is sent in the turn that chooses this case, and in no other.</remarks>
public sealed class SendCase<T> : SelectCase, IWatcher
{
    private readonly ChannelWriter<T> _writer;
    private readonly ChannelWatch _watch;
    private T? _item;

    internal SendCase(Select select, ChannelWriter<T> writer)
        : base(select)
    {
        _writer = writer;
        _watch = new ChannelWatch(this);
    }

    /// <summary>Whether there is an item that has not been sent.</summary>
    public bool IsOffering { get; private set; }

    bool IWatcher.IsAsleep => IsSelectAsleep;

    internal override bool IsAwaited => IsOffering;

    /// <summary>Puts an item on offer, in place of one that has not been sent.</summary>
    /// <param name="item">The item.</param>
    /// <remarks>Between turns.</remarks>
    public void Offer(T item)
    {
        _item = item;
        IsOffering = true;
    }

    internal override bool TryChoose()
    {
        if (!IsOffering)
        {
            return false;
        }

        if (_writer.TryWrite(_item!))
        {
            _item = default;
            IsOffering = false;
            return true;
        }

        if (_watch.IsClosed)
        {
            IsSpent = true;
            throw new ChannelClosedException(_watch.Fault);
        }

        return false;
    }

    internal override bool Watch(CancellationToken stop) =>
        IsOffering && !_watch.IsPending && _watch.Begin(_writer.WaitToWriteAsync(stop), stop);

    void IWatcher.Wake() => Wake(isInline: true);
}
