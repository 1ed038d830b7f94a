using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency;

/// <summary>What docs/channels.md and docs/select.md quote, run.</summary>
public sealed class SampleTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Context _root;

    public SampleTests() => _root = Context.Root(_clock);

    [Fact]
    public async Task Channels_SendAndReceive_CarryTheItem()
    {
        Channel<string> lines = Channel.CreateBounded<string>(1);

        await Snippets.Channels.SendAsync(_root, lines.Writer);

        Assert.Equal("one more", await Snippets.Channels.ReceiveAsync(_root, lines.Reader));
    }

    [Fact]
    public async Task Channels_ReceiveNothing_EndsWithTheLimit()
    {
        Task<string> received = Snippets.Channels.ReceiveAsync(_root, Channel.CreateUnbounded<string>().Reader);

        _clock.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(received, "the limit"));
    }

    [Fact]
    public async Task Channels_ReceiveAll_ReadsToTheEnd()
    {
        Channel<string> lines = Fill("one", "three");
        lines.Writer.Complete();

        Assert.Equal(8, await Snippets.Channels.ReceiveAllAsync(_root, lines.Reader));
    }

    [Fact]
    public async Task Loop_OrdersAndRefundsAndThenNothing_HandlesAllAndEndsWhenIdle()
    {
        var handled = new List<string>();
        Channel<decimal> refunds = Fill(5m);
        Task served = Snippets.Selecting.ServeAsync(_root, Fill("A", "B").Reader, refunds.Reader, Note, Note);
        Assert.Equal(["5", "A", "B"], handled.Order(StringComparer.Ordinal));

        _clock.Advance(TimeSpan.FromSeconds(30));

        await Bounded.WaitAsync(served, "the idle time");

        Task Note<T>(Context ctx, T item)
        {
            handled.Add(FormattableString.Invariant($"{item}"));
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Send_InputCompleted_GivesOnAllInOrder()
    {
        Channel<int> input = Fill([.. Enumerable.Range(0, 300)]);
        Channel<int> output = Channel.CreateBounded<int>(1);
        input.Writer.Complete();
        Task pumped = Snippets.Selecting.PumpAsync(_root, input.Reader, output.Writer);

        var received = new List<int>();
        while (received.Count < 300)
        {
            received.Add(await Bounded.WaitAsync(output.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask(), "an item"));
        }

        await Bounded.WaitAsync(pumped, "the end of the input");
        Assert.Equal(Enumerable.Range(0, 300), received);
    }

    [Fact]
    public async Task Done_SessionEndsFirst_GivesNothing()
    {
        CancelScope scope = _root.WithCancel(out Context session);
        var load = new TaskCompletionSource<string>();
        Task<string?> first = Snippets.Selecting.FirstOfAsync(_root, session, load.Task);

        scope.Cancel();

        Assert.Null(await Bounded.WaitAsync(first, "the end of the session"));
    }

    [Fact]
    public async Task Done_LoadEndsFirst_GivesTheResult()
    {
        var load = new TaskCompletionSource<string>();
        Task<string?> first = Snippets.Selecting.FirstOfAsync(_root, _root, load.Task);

        load.SetResult("report");

        Assert.Equal("report", await Bounded.WaitAsync(first, "the load"));
    }

    [Fact]
    public async Task Default_OneHasRoomThenNone_SendsOnceThenSaysNo()
    {
        Channel<int> full = ChannelKinds.CreateFull();
        Channel<int> other = Channel.CreateBounded<int>(1);

        Assert.True(await Snippets.Selecting.OfferAsync(_root, full.Writer, other.Writer, 7));
        Assert.False(await Snippets.Selecting.OfferAsync(_root, full.Writer, other.Writer, 8));

        Assert.Equal(1, other.Reader.Count);
    }

    [Fact]
    public async Task Listed_BothReady_TakesTheUrgentOnesFirst()
    {
        Channel<string> urgent = Fill("u1", "u2");
        Channel<string> ordinary = Fill("o1", "o2");
        urgent.Writer.Complete();
        ordinary.Writer.Complete();

        Assert.Equal(["u1", "u2", "o1", "o2"], await Snippets.Selecting.UrgentFirstAsync(_root, urgent.Reader, ordinary.Reader));
    }

    private static Channel<T> Fill<T>(params T[] items)
    {
        Channel<T> channel = Channel.CreateUnbounded<T>();
        Array.ForEach(items, item => channel.Writer.TryWrite(item));
        return channel;
    }
}
