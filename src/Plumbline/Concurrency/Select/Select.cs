using System.Threading.Channels;

namespace Plumbline.Concurrency;

/// <summary>Waits for whichever comes first of several things: items, room in a channel, tasks, contexts, time; and does exactly one of them.</summary>
/// <remarks>
/// <para>
/// Add the cases once, then take turns: each <see cref="NextAsync"/> chooses one case, and an <c>if</c> a case says what then happens. Dispose of it at
/// the end, which ends what it still waits for; between turns it may go on waiting, but takes nothing.
/// </para>
/// <para>
/// For one caller at a time. Several selects, and other readers and writers, may share a channel, with two exceptions: a channel for a single reader has
/// room for one, and of the two sides of a channel without a buffer (capacity 0) at most one may be a select, as two would wait for each other.
/// </para>
/// <para>
/// A few small objects a select, two or three a case, and once for all turns what each channel needs for a wait; a turn that finds something
/// allocates nothing. Go: <c>select</c>.
/// </para>
/// </remarks>
// Invariants
//   1. An item leaves a channel, and goes into one, only in TryChoose of the case that is chosen by it; the turn is over then.
//   2. Every case is watched, or has been looked at after the last signal was consumed, before a turn falls asleep.
//   3. Watches belong to the select and end with it; what a turn registers for its context and its times ends with the turn.
#pragma warning disable CA1716 // Go's word for it; Visual Basic, which has it for a keyword, writes [Select].
public sealed partial class Select : IDisposable
#pragma warning restore CA1716
{
    private readonly SelectOrder _order;
    private readonly List<SelectCase> _cases = [];
    private readonly Wakeup _wakeup = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopped;
    private DefaultCase? _default;
    private SelectCase? _chosen;
    private bool _waitsForTimeOnly = true;
    private uint _random;
    private int _isInTurn;
    private int _isDisposed;

    /// <summary>Makes a select without cases.</summary>
    /// <param name="order">Which of several cases that are ready is chosen.</param>
    public Select(SelectOrder order = SelectOrder.Fair)
        : this(order, (uint)Random.Shared.Next(1, int.MaxValue))
    {
    }

    /// <param name="order">As above.</param>
    /// <param name="seed">Not zero.</param>
    internal Select(SelectOrder order, uint seed)
    {
        _order = order;
        _random = seed;
        _stopped = _stop.Token;
    }

    internal bool IsAsleep => _wakeup.IsAsleep;

    /// <summary>Adds a case that receives from a channel.</summary>
    /// <typeparam name="T">What the channel carries.</typeparam>
    /// <param name="reader">The channel's reader.</param>
    /// <returns>The case; its <see cref="ReceiveCase{T}.TryTake"/> gives the item.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    public ReceiveCase<T> Receive<T>(ChannelReader<T> reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return Add(new ReceiveCase<T>(this, reader));
    }

    /// <summary>Adds a case that sends to a channel, without an item so far: it takes part once <see cref="SendCase{T}.Offer"/> was called.</summary>
    /// <typeparam name="T">What the channel carries.</typeparam>
    /// <param name="writer">The channel's writer.</param>
    /// <returns>The case.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    public SendCase<T> Send<T>(ChannelWriter<T> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return Add(new SendCase<T>(this, writer));
    }

    /// <summary>Adds a case that sends this item to a channel, once.</summary>
    /// <typeparam name="T">What the channel carries.</typeparam>
    /// <param name="writer">The channel's writer.</param>
    /// <param name="item">The item on offer.</param>
    /// <returns>The case; for the next item call <see cref="SendCase{T}.Offer"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    public SendCase<T> Send<T>(ChannelWriter<T> writer, T item)
    {
        SendCase<T> added = Send(writer);
        added.Offer(item);
        return added;
    }

    /// <summary>Adds a case that is chosen once, when a context is done.</summary>
    /// <param name="ctx">
    /// The context. When it is the one that <see cref="NextAsync"/> is given, its end is this case, in turn with the others, and no exception;
    /// from the next turn on it is one again.
    /// </param>
    /// <returns>The case.</returns>
    public SelectCase Done(Context ctx) => Add(new DoneCase(this, ctx.Token));

    /// <summary>Adds a case that is chosen once, when a task is complete: successfully or not.</summary>
    /// <param name="task">The task. Await it where the case is chosen, for its result or its exception.</param>
    /// <returns>The case.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> is null.</exception>
    public SelectCase Completed(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(new CompletedCase(this, task));
    }

    /// <summary>Adds a case that is chosen when a turn has waited for so long. It begins anew with every turn.</summary>
    /// <param name="delay">
    /// Time on the clock of the turn's context. <see cref="TimeSpan.Zero"/> or less is ready at once; <see cref="Timeout.InfiniteTimeSpan"/> never. Of
    /// several the shortest counts.
    /// </param>
    /// <returns>The case.</returns>
    /// <remarks>
    /// For a time over all turns add <see cref="Done"/> of a context with a timeout. Costs a context and a registration in a turn that has to wait. Go: <c>time.After</c>.
    /// </remarks>
    public SelectCase After(TimeSpan delay) => Add(new AfterCase(this, delay));

    /// <summary>Adds the case that is chosen when no other can be at this moment. With it a turn never waits.</summary>
    /// <returns>The case; the same one on every call.</returns>
    public SelectCase Default() => _default ??= new DefaultCase(this);

    /// <summary>Waits until one of the cases can happen, and does it: that case alone is then <see cref="SelectCase.IsChosen"/>.</summary>
    /// <param name="ctx">Bounds the wait. When it is done, on entry or later, nothing is chosen, also where other cases are ready.</param>
    /// <returns>
    /// True when a case was chosen. False when nothing is left to wait for: every channel has been closed, nothing is on offer, tasks and contexts have been
    /// chosen. Times and the default do not keep a select going, unless it never had anything else. To be awaited once.
    /// </returns>
    /// <exception cref="ContextCanceledException"><paramref name="ctx"/> was canceled, and there is no case for it: nothing was chosen.</exception>
    /// <exception cref="DeadlineExceededException">A deadline of <paramref name="ctx"/> passed, and there is no case for it: nothing was chosen.</exception>
    /// <exception cref="ChannelClosedException">
    /// A channel to send to was completed; or one to receive from was, with an exception, which is inside. That case has left; the others go on with the next turn.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A turn is being waited for already; the item of the last turn was not taken; or somebody else waits on a channel for a single reader.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The select was disposed of.</exception>
    /// <remarks>
    /// Canceled means <b>not started</b>: it throws, or does exactly one case. An item that was received is never lost to the end of the context, and
    /// one on offer is in the channel only when its case was chosen.
    /// </remarks>
    public ValueTask<bool> NextAsync(Context ctx)
    {
        if (Interlocked.Exchange(ref _isInTurn, 1) != 0)
        {
            throw new InvalidOperationException("A turn of this select is being waited for already; a select is one caller's at a time.");
        }

        bool? outcome;
        try
        {
            outcome = TryNext(ctx);
        }
#pragma warning disable CA1031 // Whatever a channel throws is how this turn ends.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LeaveTurn();
            return new ValueTask<bool>(Ended.With<bool>(exception));
        }

        if (outcome is not { } known)
        {
            return WaitAsync(ctx);
        }

        LeaveTurn();
        return new ValueTask<bool>(known);
    }

    /// <summary>Ends what the select still waits for. Does nothing the second time.</summary>
    /// <remarks>A turn that is being waited for throws <see cref="ObjectDisposedException"/>. Nothing that was received is lost: its case still gives it.</remarks>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _stop.Cancel();
            _stop.Dispose();
            Wake(isInline: false);
        }
    }

    internal void Wake(bool isInline) => _wakeup.Signal(isInline);

    private TCase Add<TCase>(TCase added)
        where TCase : SelectCase
    {
        ObjectDisposedException.ThrowIf(_stopped.IsCancellationRequested, this);
        _waitsForTimeOnly &= added is AfterCase;
        _cases.Add(added);
        return added;
    }
}
