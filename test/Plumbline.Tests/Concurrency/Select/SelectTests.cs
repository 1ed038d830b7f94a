using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Selecting;

/// <summary>One turn: which case it chooses, and what it does.</summary>
public sealed class SelectTests : IDisposable
{
    private readonly Channel<int> _numbers = Channel.CreateUnbounded<int>();
    private readonly Channel<string> _words = Channel.CreateUnbounded<string>();
    private readonly CancelScope _scope;
    private readonly Context _ctx;
    private readonly Select _select = new(SelectOrder.Listed);

    public SelectTests() => _scope = Context.Root(new FakeTimeProvider()).WithCancel(out _ctx);

    public static TheoryData<string> Kinds => ChannelKinds.Names;

    public void Dispose()
    {
        _select.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public async Task NextAsync_OneIsReady_ChoosesThatOneOnly()
    {
        ReceiveCase<int> number = _select.Receive(_numbers.Reader);
        ReceiveCase<string> word = _select.Receive(_words.Reader);
        _words.Writer.TryWrite("seven");

        ValueTask<bool> next = _select.NextAsync(_ctx);

        Assert.True(next.IsCompletedSuccessfully);
        Assert.True(await next);
        Assert.Equal((false, true), (number.IsChosen, word.IsChosen));
        Assert.False(number.TryTake(out _));
        Assert.True(word.TryTake(out string? item));
        Assert.Equal("seven", item);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task NextAsync_NoneIsReady_WaitsForTheFirst(string kind)
    {
        Channel<int> channel = ChannelKinds.Create(kind);
        ReceiveCase<string> word = _select.Receive(_words.Reader);
        ReceiveCase<int> number = _select.Receive(channel.Reader);
        Task<bool> next = _select.NextAsync(_ctx).AsTask();
        Assert.False(next.IsCompleted);

        channel.Writer.TryWrite(7);

        Assert.True(await Bounded.WaitAsync(next, "the item"));
        Assert.True(number.TryTake(out int item));
        Assert.Equal(7, item);
        Assert.False(word.IsChosen);
    }

    [Fact]
    public async Task NextAsync_SeveralAreReady_TakesFromOneOnly()
    {
        _select.Receive(_numbers.Reader);
        _select.Receive(_words.Reader);
        _numbers.Writer.TryWrite(1);
        _words.Writer.TryWrite("one");

        await _select.NextAsync(_ctx);

        Assert.Equal(0, _numbers.Reader.Count);
        Assert.Equal(1, _words.Reader.Count);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task NextAsync_TurnAfterTurn_TakesEveryItemInOrder(string kind)
    {
        Channel<int> channel = ChannelKinds.Create(kind);
        ReceiveCase<int> number = _select.Receive(channel.Reader);
        _select.Receive(_words.Reader);
        Task<List<int>> taken = TakeAllAsync(number, 10);

        for (int i = 0; i < 10; i++)
        {
            await channel.Writer.WriteAsync(i, TestContext.Current.CancellationToken);
        }

        Assert.Equal(Enumerable.Range(0, 10), await Bounded.WaitAsync(taken, "ten items"));
    }

    [Fact]
    public async Task NextAsync_RoomForTheItem_SendsIt()
    {
        Channel<int> full = ChannelKinds.CreateFull();
        SendCase<int> send = _select.Send(full.Writer, 7);
        Task<bool> next = _select.NextAsync(_ctx).AsTask();
        Assert.False(next.IsCompleted);

        full.Reader.TryRead(out _);

        Assert.True(await Bounded.WaitAsync(next, "room"));
        Assert.Equal((true, false), (send.IsChosen, send.IsOffering));
        Assert.True(full.Reader.TryRead(out int item));
        Assert.Equal(7, item);
    }

    [Fact]
    public async Task NextAsync_AnotherIsChosen_SendsNothing()
    {
        ReceiveCase<string> word = _select.Receive(_words.Reader);
        SendCase<int> send = _select.Send(_numbers.Writer, 7);
        _words.Writer.TryWrite("now");

        await _select.NextAsync(_ctx);

        Assert.True(word.IsChosen);
        Assert.Equal((false, true), (send.IsChosen, send.IsOffering));
        Assert.Equal(0, _numbers.Reader.Count);
    }

    [Fact]
    public async Task Offer_OnceMore_SendsOneItemATurn()
    {
        SendCase<int> send = _select.Send(_numbers.Writer);
        _select.Receive(_words.Reader);
        SelectCase nothing = _select.Default();

        await _select.NextAsync(_ctx);
        Assert.True(nothing.IsChosen);
        send.Offer(1);
        send.Offer(2);
        await _select.NextAsync(_ctx);
        Assert.True(send.IsChosen);
        await _select.NextAsync(_ctx);

        Assert.True(nothing.IsChosen);
        Assert.Equal(1, _numbers.Reader.Count);
        Assert.True(_numbers.Reader.TryRead(out int item));
        Assert.Equal(2, item);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Completed_TaskEnds_IsChosenOnce(bool hasFailed)
    {
        var work = new TaskCompletionSource();
        _select.Receive(_numbers.Reader);
        SelectCase completed = _select.Completed(work.Task);
        SelectCase nothing = _select.Default();
        nothing.IsEnabled = false;
        Task<bool> next = _select.NextAsync(_ctx).AsTask();

        work.SetFromTask(hasFailed ? Task.FromException(new InvalidDataException("No header.")) : Task.CompletedTask);

        Assert.True(await Bounded.WaitAsync(next, "the task"));
        Assert.True(completed.IsChosen);
        nothing.IsEnabled = true;
        await _select.NextAsync(_ctx);
        Assert.Equal((false, true), (completed.IsChosen, nothing.IsChosen));
        Assert.Equal(hasFailed, work.Task.Exception is not null);
    }

    [Fact]
    public async Task Default_NothingReady_IsChosenAtOnce()
    {
        ReceiveCase<int> number = _select.Receive(_numbers.Reader);
        SelectCase nothing = _select.Default();

        ValueTask<bool> next = _select.NextAsync(_ctx);

        Assert.True(next.IsCompletedSuccessfully);
        Assert.True(await next);
        Assert.Equal((true, false), (nothing.IsChosen, number.IsChosen));
        Assert.Same(nothing, _select.Default());
    }

    [Fact]
    public async Task Default_SomethingReady_IsNotChosen()
    {
        SelectCase nothing = _select.Default();
        ReceiveCase<int> number = _select.Receive(_numbers.Reader);
        _numbers.Writer.TryWrite(7);

        await _select.NextAsync(_ctx);

        Assert.Equal((false, true), (nothing.IsChosen, number.IsChosen));
    }

    [Fact]
    public async Task IsEnabled_False_LeavesTheItemWhereItIs()
    {
        ReceiveCase<int> number = _select.Receive(_numbers.Reader);
        SelectCase nothing = _select.Default();
        _numbers.Writer.TryWrite(7);

        number.IsEnabled = false;
        await _select.NextAsync(_ctx);
        Assert.True(nothing.IsChosen);
        number.IsEnabled = true;
        await _select.NextAsync(_ctx);

        Assert.True(number.TryTake(out int item));
        Assert.Equal(7, item);
    }

    [Fact]
    public async Task NextAsync_ItemNotTaken_RefusesAndKeepsIt()
    {
        ReceiveCase<int> number = _select.Receive(_numbers.Reader);
        _numbers.Writer.TryWrite(7);
        await _select.NextAsync(_ctx);

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => _select.NextAsync(_ctx).AsTask());

        Assert.Equal("The Int32 that the last turn received was not taken; call TryTake on its case before the next turn.", thrown.Message);
        _select.Dispose();
        Assert.True(number.TryTake(out int item));
        Assert.Equal(7, item);
        Assert.False(number.TryTake(out _));
    }

    [Fact]
    public async Task NextAsync_ASecondOneMeanwhile_Refuses()
    {
        _select.Receive(_numbers.Reader);
        Task<bool> first = _select.NextAsync(_ctx).AsTask();

        await Assert.ThrowsAsync<InvalidOperationException>(() => _select.NextAsync(_ctx).AsTask());

        _numbers.Writer.TryWrite(7);
        Assert.True(await Bounded.WaitAsync(first, "the item"));
    }

    [Fact]
    public async Task Dispose_DuringATurn_EndsIt()
    {
        _select.Receive(_numbers.Reader);
        _select.Receive(_words.Reader);
        Task<bool> next = _select.NextAsync(_ctx).AsTask();

        _select.Dispose();
        _select.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Bounded.WaitAsync(next, "the turn to end"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _select.NextAsync(_ctx).AsTask());
        Assert.Throws<ObjectDisposedException>(() => _select.Receive(_numbers.Reader));
    }

    [Fact]
    public async Task NextAsync_ItemBetweenTurns_IsFoundByTheNextTurn()
    {
        ReceiveCase<int> number = _select.Receive(_numbers.Reader);
        ReceiveCase<string> word = _select.Receive(_words.Reader);
        Task<bool> next = _select.NextAsync(_ctx).AsTask();
        _words.Writer.TryWrite("first");
        await Bounded.WaitAsync(next, "the first item");
        word.TryTake(out _);

        // The wait on this one is still there, from the turn before.
        _numbers.Writer.TryWrite(7);

        Assert.True(await _select.NextAsync(_ctx));
        Assert.True(number.TryTake(out _));
    }

    [Fact]
    public async Task NextAsync_ItemTakenByAnotherReader_GoesOnWaiting()
    {
        ReceiveCase<int> number = _select.Receive(_numbers.Reader);
        Task<int> other = _numbers.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        Task<bool> next = _select.NextAsync(_ctx).AsTask();

        _numbers.Writer.TryWrite(1);
        Assert.Equal(1, await Bounded.WaitAsync(other, "the other reader"));
        _numbers.Writer.TryWrite(2);

        Assert.True(await Bounded.WaitAsync(next, "the second item"));
        Assert.True(number.TryTake(out int item));
        Assert.Equal(2, item);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NextAsync_ChannelWithoutABuffer_MeetsAnOrdinaryPartner(bool sends)
    {
        Channel<int> channel = Channel.CreateBounded<int>(0);
        ReceiveCase<int>? receive = sends ? null : _select.Receive(channel.Reader);
        SendCase<int>? send = sends ? _select.Send(channel.Writer, 7) : null;
        Task<bool> next = _select.NextAsync(_ctx).AsTask();

        Task partner = sends
            ? channel.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask()
            : channel.Writer.WriteAsync(7, TestContext.Current.CancellationToken).AsTask();

        Assert.True(await Bounded.WaitAsync(next, "the partner"));
        await Bounded.WaitAsync(partner, "the select");
        Assert.Equal(sends, send?.IsChosen ?? false);
        Assert.Equal(!sends, receive?.TryTake(out _) ?? false);
    }

    [Fact]
    public async Task NextAsync_SecondReaderOfAChannelForOne_SaysSo()
    {
        Channel<int> channel = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true });
        _select.Receive(channel.Reader);
        Task<bool> next = _select.NextAsync(_ctx).AsTask();

        Task<bool> other = channel.Reader.WaitToReadAsync(TestContext.Current.CancellationToken).AsTask();

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(next, "the turn to end"));
        Assert.Equal("Somebody else began to wait on the channel of Int32, which allows one reader at a time.", thrown.Message);
        channel.Writer.Complete();
        Assert.False(await Bounded.WaitAsync(other, "the other reader"));
    }

    [Fact]
    public void Cases_OfNothing_SaySo()
    {
        Assert.Throws<ArgumentNullException>("reader", () => _select.Receive<int>(null!));
        Assert.Throws<ArgumentNullException>("writer", () => _select.Send<int>(null!));
        Assert.Throws<ArgumentNullException>("task", () => _select.Completed(null!));
    }

    private async Task<List<int>> TakeAllAsync(ReceiveCase<int> number, int count)
    {
        var taken = new List<int>();
        while (taken.Count < count && await _select.NextAsync(_ctx))
        {
            Assert.True(number.TryTake(out int item));
            taken.Add(item);
        }

        return taken;
    }
}
