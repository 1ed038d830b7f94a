using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Selecting;

/// <summary>Channels that were completed, and selects that have nothing left.</summary>
public sealed class SelectClosedTests : IDisposable
{
    private readonly Context _ctx = Context.Root(new FakeTimeProvider());
    private readonly Channel<string> _words = Channel.CreateUnbounded<string>();
    private readonly Select _select = new(SelectOrder.Listed);

    public static TheoryData<string> Kinds => ChannelKinds.Names;

    public void Dispose() => _select.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public async Task Receive_ChannelCompletedWhileWaiting_IsChosenOnceMoreThenLeaves(string kind)
    {
        Channel<int> channel = ChannelKinds.Create(kind);
        ReceiveCase<int> number = _select.Receive(channel.Reader);
        ReceiveCase<string> word = _select.Receive(_words.Reader);
        Task<bool> next = _select.NextAsync(_ctx).AsTask();

        channel.Writer.Complete();

        Assert.True(await Bounded.WaitAsync(next, "the end of the channel"));
        Assert.Equal((true, true), (number.IsChosen, number.IsClosed));
        Assert.False(number.TryTake(out _));
        _words.Writer.TryWrite("next");
        await _select.NextAsync(_ctx);
        Assert.Equal((false, true), (number.IsChosen, word.TryTake(out _)));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Receive_ChannelCompletedWithItems_GivesTheseFirst(string kind)
    {
        Channel<int> channel = ChannelKinds.Create(kind);
        ReceiveCase<int> number = _select.Receive(channel.Reader);
        channel.Writer.TryWrite(7);
        channel.Writer.Complete();

        Assert.True(await _select.NextAsync(_ctx));
        Assert.Equal((true, false), (number.TryTake(out _), number.IsClosed));
        Assert.True(await _select.NextAsync(_ctx));
        Assert.Equal((false, true), (number.TryTake(out _), number.IsClosed));

        Assert.False(await _select.NextAsync(_ctx));
        Assert.False(number.IsChosen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Receive_ChannelCompletedWithAFault_ThrowsItOnceAndTheOthersGoOn(bool isWaiting)
    {
        var fault = new InvalidDataException("The file has no header.");
        Channel<int> channel = Channel.CreateUnbounded<int>();
        ReceiveCase<int> number = _select.Receive(channel.Reader);
        ReceiveCase<string> word = _select.Receive(_words.Reader);
        Task<bool>? early = isWaiting ? _select.NextAsync(_ctx).AsTask() : null;
        channel.Writer.Complete(fault);

        var thrown = await Assert.ThrowsAsync<ChannelClosedException>(() => Bounded.WaitAsync(early ?? _select.NextAsync(_ctx).AsTask(), "the end of the channel"));

        Assert.Same(fault, thrown.InnerException);
        Assert.Equal((false, true), (number.IsChosen, number.IsClosed));
        _words.Writer.TryWrite("next");
        Assert.True(await _select.NextAsync(_ctx));
        Assert.True(word.TryTake(out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Receive_ChannelCompletedWithACancellation_ThrowsItAsTheChannels(bool isWaiting)
    {
        Channel<int> channel = Channel.CreateUnbounded<int>();
        _select.Receive(channel.Reader);
        Task<bool>? early = isWaiting ? _select.NextAsync(_ctx).AsTask() : null;
        channel.Writer.Complete(new OperationCanceledException("Its own."));

        var thrown = await Assert.ThrowsAsync<ChannelClosedException>(() => Bounded.WaitAsync(early ?? _select.NextAsync(_ctx).AsTask(), "the end of the channel"));

        Assert.IsAssignableFrom<OperationCanceledException>(thrown.InnerException);
    }

    [Fact]
    public async Task Receive_ChannelOfSomebodysOwnCompletedWithAFault_ThrowsIt()
    {
        var fault = new InvalidDataException("The file has no header.");
        var channel = new PlainChannel<int>(1);
        _select.Receive(channel.Reader);
        Task<bool> next = _select.NextAsync(_ctx).AsTask();

        channel.Writer.Complete(fault);

        var thrown = await Assert.ThrowsAsync<ChannelClosedException>(() => Bounded.WaitAsync(next, "the end of the channel"));
        Assert.Same(fault, thrown.InnerException);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_ChannelCompleted_ThrowsAndTheItemIsNotSent(bool isWaiting)
    {
        Channel<int> full = ChannelKinds.CreateFull();
        SendCase<int> send = _select.Send(full.Writer, 7);
        Task<bool>? early = isWaiting ? _select.NextAsync(_ctx).AsTask() : null;
        full.Writer.Complete();

        await Assert.ThrowsAsync<ChannelClosedException>(() => Bounded.WaitAsync(early ?? _select.NextAsync(_ctx).AsTask(), "the end of the channel"));

        Assert.Equal((false, true), (send.IsChosen, send.IsOffering));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Default_BesideACompletedChannel_DoesNotHideThat(string kind)
    {
        Channel<int> channel = ChannelKinds.Create(kind);
        ReceiveCase<int> number = _select.Receive(channel.Reader);
        _select.Receive(_words.Reader);
        SelectCase nothing = _select.Default();
        channel.Writer.Complete();

        await _select.NextAsync(_ctx);
        Assert.Equal((true, false), (number.IsClosed, nothing.IsChosen));
        await _select.NextAsync(_ctx);

        Assert.True(nothing.IsChosen);
    }

    [Fact]
    public async Task NextAsync_NothingLeftButTimeAndDefault_IsOver()
    {
        Channel<int> channel = Channel.CreateUnbounded<int>();
        _select.Receive(channel.Reader);
        _select.Completed(Task.CompletedTask);
        _select.Send(channel.Writer);
        _select.Done(Context.Background);
        _select.After(TimeSpan.FromSeconds(1));
        _select.Default();
        channel.Writer.Complete();

        Assert.True(await _select.NextAsync(_ctx));
        Assert.True(await _select.NextAsync(_ctx));

        Assert.False(await _select.NextAsync(_ctx));
    }

    [Fact]
    public async Task NextAsync_NeverHadAnythingButADefault_GoesOn()
    {
        SelectCase nothing = _select.Default();

        Assert.True(await _select.NextAsync(_ctx));

        Assert.True(nothing.IsChosen);
    }

    [Fact]
    public async Task NextAsync_WithoutCases_IsOver() => Assert.False(await _select.NextAsync(_ctx));

    [Fact]
    public async Task NextAsync_TheOnlyCaseIsOff_Waits()
    {
        ReceiveCase<string> word = _select.Receive(_words.Reader);
        word.IsEnabled = false;
        using CancelScope scope = _ctx.WithTimeout(TimeSpan.FromSeconds(1), out Context ctx);
        Task<bool> next = _select.NextAsync(ctx).AsTask();

        ((FakeTimeProvider)_ctx.Clock).Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(next, "the end of the wait"));
    }
}
