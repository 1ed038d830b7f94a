using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Plumbline.Concurrency;

/// <summary>A case of a <see cref="Select"/> that receives from a channel.</summary>
/// <typeparam name="T">What the channel carries.</typeparam>
/// <remarks>
/// Chosen with an item, which <see cref="TryTake"/> hands over; and one last time without an item, with <see cref="IsClosed"/>, when the channel
/// was completed and is empty. Then it leaves the select. (Go's closed channel is ready for ever, and a loop that forgets it spins.)
/// </remarks>
public sealed class ReceiveCase<T> : SelectCase, IWatcher
{
    private readonly ChannelReader<T> _reader;
    private readonly ChannelWatch _watch;
    private T? _item;
    private bool _hasItem;

    internal ReceiveCase(Select select, ChannelReader<T> reader)
        : base(select)
    {
        _reader = reader;
        _watch = new ChannelWatch(this);
    }

    /// <summary>Whether the channel was found completed and empty. From then on the case takes no part.</summary>
    public bool IsClosed => IsSpent;

    bool IWatcher.IsAsleep => IsSelectAsleep;

    /// <summary>Hands over the item that the last turn received, once.</summary>
    /// <param name="item">The item.</param>
    /// <returns>True the first time after a turn that received one here; false when another case was chosen, or the channel has closed.</returns>
    /// <remarks>Until then the case keeps the item, after the select was disposed of as well; the next turn refuses to begin.</remarks>
    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        item = _item;
        bool had = _hasItem;
        _item = default;
        _hasItem = false;
        return had;
    }

    internal override bool TryChoose()
    {
        if (_reader.TryRead(out _item))
        {
            _hasItem = true;
            return true;
        }

        if (_watch.IsClosed || _reader.Completion.IsCompleted)
        {
            Close();
            return true;
        }

        if (_watch.TakeDisplaced())
        {
            throw new InvalidOperationException(
                $"Somebody else began to wait on the channel of {ChannelOperations.NameOf(typeof(T))}, which allows one reader at a time.");
        }

        return false;
    }

    internal override bool Watch(CancellationToken stop) => !_watch.IsPending && _watch.Begin(_reader.WaitToReadAsync(stop), stop);

    internal override void EndTurn()
    {
        if (_hasItem)
        {
            throw new InvalidOperationException(
                $"The {ChannelOperations.NameOf(typeof(T))} that the last turn received was not taken; call TryTake on its case before the next turn.");
        }

        base.EndTurn();
    }

    void IWatcher.Wake() => Wake(isInline: true);

    private void Close()
    {
        IsSpent = true;
        Task completion = _reader.Completion;
        Exception? fault = _watch.Fault
            ?? completion.Exception?.InnerException
            ?? (completion.IsCanceled ? new TaskCanceledException(completion) : null);
        if (fault is not null)
        {
            throw new ChannelClosedException(fault);
        }
    }
}
