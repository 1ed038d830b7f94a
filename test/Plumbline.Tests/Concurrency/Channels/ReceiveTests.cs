using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Channels;

public sealed class ReceiveTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Context _root;

    public ReceiveTests() => _root = Context.Root(_clock);

    public static TheoryData<string> Kinds => ChannelKinds.Names;

    [Theory, MemberData(nameof(Kinds))]
    public async Task ReceiveAsync_ItemThere_IsCompleteWithIt(string kind)
    {
        using CancelScope scope = _root.WithCancel(out Context ctx);
        Channel<int> channel = ChannelKinds.Create(kind);
        channel.Writer.TryWrite(7);

        ValueTask<int> received = channel.Reader.ReceiveAsync(ctx);

        Assert.True(received.IsCompletedSuccessfully);
        Assert.Equal(7, await received);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task ReceiveAsync_NothingThere_WaitsForTheNextItem(string kind)
    {
        using CancelScope scope = _root.WithCancel(out Context ctx);
        Channel<int> channel = ChannelKinds.Create(kind);
        Task<int> received = channel.Reader.ReceiveAsync(ctx).AsTask();

        channel.Writer.TryWrite(7);

        Assert.Equal(7, await Bounded.WaitAsync(received, "the item"));
    }

    [Fact]
    public async Task ReceiveAsync_UnderARoot_WaitsForTheNextItem()
    {
        var channel = Channel.CreateUnbounded<int>();
        Task<int> received = channel.Reader.ReceiveAsync(Context.Background).AsTask();

        channel.Writer.TryWrite(7);

        Assert.Equal(7, await Bounded.WaitAsync(received, "the item"));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task ReceiveAsync_ContextDoneOnEntry_TakesNothing(string kind)
    {
        using CancelScope scope = _root.WithTimeout(TimeSpan.Zero, out Context ctx);
        Channel<int> channel = ChannelKinds.Create(kind);
        channel.Writer.TryWrite(7);

        await Assert.ThrowsAsync<DeadlineExceededException>(() => channel.Reader.ReceiveAsync(ctx).AsTask());

        Assert.True(channel.Reader.TryRead(out int left));
        Assert.Equal(7, left);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task ReceiveAsync_CanceledWhileWaiting_ThrowsWithCauseTokenAndOperation(string kind)
    {
        var cause = new InvalidOperationException("No more orders.");
        CancelScope scope = _root.WithCancel(out Context ctx);
        Channel<int> channel = ChannelKinds.Create(kind);
        Task<int> received = channel.Reader.ReceiveAsync(ctx).AsTask();

        scope.Cancel(cause);

        var thrown = await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(received, "the end of the wait"));
        Assert.StartsWith("context canceled: receive from a channel of Int32, No more orders, ", thrown.Message);
        Assert.Same(cause, thrown.InnerException);
        Assert.Equal(ctx.Token, thrown.CancellationToken);
        Assert.True(received.IsCanceled);
    }

    [Fact, Trait("Behaviour", "B136")]
    public async Task ReceiveAsync_DeadlineWhileWaiting_ThrowsAtTheDeadline()
    {
        using CancelScope scope = _root.WithTimeout(TimeSpan.FromSeconds(2), out Context ctx);
        var channel = Channel.CreateUnbounded<Dictionary<string, int>>();
        Task received = channel.Reader.ReceiveAsync(ctx).AsTask();

        _clock.Advance(TimeSpan.FromSeconds(2));

        var thrown = await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(received, "the end of the wait"));
        Assert.StartsWith("context deadline exceeded: receive from a channel of Dictionary<String, Int32>, budget 2 s set in ", thrown.Message);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task ReceiveAsync_ChannelCompletedWhileWaiting_ThrowsAsTheBclDoes(string kind)
    {
        using CancelScope scope = _root.WithCancel(out Context ctx);
        Channel<int> channel = ChannelKinds.Create(kind);
        Task<int> received = channel.Reader.ReceiveAsync(ctx).AsTask();

        channel.Writer.Complete();

        var thrown = await Assert.ThrowsAsync<ChannelClosedException>(() => Bounded.WaitAsync(received, "the end of the wait"));
        Assert.Null(thrown.InnerException);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReceiveAsync_ChannelCompletedWithAFault_ThrowsWithTheFaultInside(bool isWaiting)
    {
        var fault = new InvalidDataException("The file has no header.");
        using CancelScope scope = _root.WithCancel(out Context ctx);
        var channel = Channel.CreateUnbounded<int>();
        Task<int>? early = isWaiting ? channel.Reader.ReceiveAsync(ctx).AsTask() : null;
        channel.Writer.Complete(fault);

        Task<int> received = early ?? channel.Reader.ReceiveAsync(ctx).AsTask();

        var thrown = await Assert.ThrowsAsync<ChannelClosedException>(() => Bounded.WaitAsync(received, "the end of the wait"));
        Assert.Same(fault, thrown.InnerException);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReceiveAsync_ChannelCompletedWithACancellation_IsNotTheContexts(bool isWaiting)
    {
        using CancelScope scope = _root.WithCancel(out Context ctx);
        var channel = Channel.CreateUnbounded<int>();
        Task<int>? early = isWaiting ? channel.Reader.ReceiveAsync(ctx).AsTask() : null;
        channel.Writer.Complete(new OperationCanceledException("Its own."));

        Task<int> received = early ?? channel.Reader.ReceiveAsync(ctx).AsTask();

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Bounded.WaitAsync(received, "the end of the wait"));
        Assert.IsNotType<ContextCanceledException>(thrown);
    }

    [Fact]
    public Task ReceiveAsync_WithoutAReader_SaysSo() =>
        Assert.ThrowsAsync<ArgumentNullException>("reader", static () => ((ChannelReader<int>)null!).ReceiveAsync(Context.Background).AsTask());
}
