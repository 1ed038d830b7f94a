using System.Threading.Channels;
using Plumbline.Concurrency;

namespace Plumbline.Tests.Concurrency.Selecting;

/// <summary>A select over three channels to receive from and two to send to, beside queues that say what it may do.</summary>
internal sealed class SelectModel : IDisposable
{
    private const int Sources = 3;
    private const int Targets = 2;
    private const int Room = 2;

    private readonly Channel<int>[] _sources = [.. Enumerable.Range(0, Sources).Select(static _ => Channel.CreateUnbounded<int>())];
    private readonly Channel<int>[] _targets = [.. Enumerable.Range(0, Targets).Select(static _ => Channel.CreateBounded<int>(Room))];
    private readonly Queue<int>[] _sent = [.. Enumerable.Range(0, Sources).Select(static _ => new Queue<int>())];
    private readonly Queue<int>[] _stored = [.. Enumerable.Range(0, Targets).Select(static _ => new Queue<int>())];
    private readonly bool[] _isClosed = new bool[Sources];
    private readonly bool[] _hasLeft = new bool[Sources];
    private readonly int?[] _offered = new int?[Targets];
    private readonly Select _select;
    private readonly ReceiveCase<int>[] _receives;
    private readonly SendCase<int>[] _sends;
    private readonly SelectCase _nothing;
    private readonly bool _isListed;
    private int _next;

    internal SelectModel(SelectOrder order)
    {
        _isListed = order == SelectOrder.Listed;
        _select = new Select(order);
        _receives = [.. _sources.Select(channel => _select.Receive(channel.Reader))];
        _sends = [.. _targets.Select(channel => _select.Send(channel.Writer))];
        _nothing = _select.Default();
    }

    internal enum Deed
    {
        Write,
        Close,
        Drain,
        Offer,
        Switch,
        Turn,
        TurnAgain,
    }

    public void Dispose() => _select.Dispose();

    internal async Task PlayAsync((Deed Deed, int Which)[] deeds)
    {
        foreach ((Deed deed, int which) in deeds)
        {
            await PlayAsync(deed, which);
        }
    }

    private async Task PlayAsync(Deed deed, int which)
    {
        int source = which % Sources;
        int target = which % Targets;
        switch (deed)
        {
            case Deed.Write when !_isClosed[source]:
                _sent[source].Enqueue(_next);
                Assert.True(_sources[source].Writer.TryWrite(_next++));
                break;
            case Deed.Close when which % 7 == 0:
                _isClosed[source] = true;
                _sources[source].Writer.TryComplete();
                break;
            case Deed.Drain:
                Assert.Equal(_stored[target].TryDequeue(out int expected), _targets[target].Reader.TryRead(out int stored));
                Assert.Equal(expected, stored);
                break;
            case Deed.Offer:
                _offered[target] = _next;
                _sends[target].Offer(_next++);
                break;
            case Deed.Switch:
                _receives[source].IsEnabled = !_receives[source].IsEnabled;
                break;
            case Deed.Turn or Deed.TurnAgain:
                await TakeTurnAsync();
                break;
        }
    }

    private async Task TakeTurnAsync()
    {
        // The cases as numbers, in the order in which they were added.
        int[] ready = [.. Enumerable.Range(0, Sources).Where(CanReceive), .. Enumerable.Range(0, Targets).Where(CanSend).Select(static target => Sources + target)];
        bool isOver = _hasLeft.All(static left => left) && _offered.All(static item => item is null);

        Assert.Equal(!isOver, await _select.NextAsync(Context.Background));

        SelectCase[] all = [.. _receives, .. _sends];
        int[] chosen = [.. Enumerable.Range(0, all.Length).Where(index => all[index].IsChosen)];
        Assert.Equal(!isOver && ready.Length == 0, _nothing.IsChosen);
        Assert.Equal(isOver || ready.Length == 0 ? 0 : 1, chosen.Length);
        foreach (int index in chosen)
        {
            Assert.Contains(index, _isListed ? ready[..1] : ready);
            Happen(index);
        }
    }

    private void Happen(int index)
    {
        if (index >= Sources)
        {
            int target = index - Sources;
            _stored[target].Enqueue(_offered[target]!.Value);
            _offered[target] = null;
            Assert.False(_sends[target].IsOffering);
            return;
        }

        bool hasItem = _sent[index].TryDequeue(out int expected);
        Assert.Equal(hasItem, _receives[index].TryTake(out int item));
        Assert.Equal(expected, item);
        Assert.Equal(!hasItem, _receives[index].IsClosed);
        _hasLeft[index] = !hasItem;
    }

    private bool CanReceive(int source) => !_hasLeft[source] && _receives[source].IsEnabled && (_sent[source].Count > 0 || _isClosed[source]);

    private bool CanSend(int target) => _offered[target] is not null && _stored[target].Count < Room;
}
