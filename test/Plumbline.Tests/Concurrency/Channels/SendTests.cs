using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Channels;

public sealed class SendTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Context _root;

    public SendTests() => _root = Context.Root(_clock);

    public static TheoryData<string> Kinds => ChannelKinds.Names;

    [Theory, MemberData(nameof(Kinds))]
    public void SendAsync_RoomThere_IsCompleteWithTheItemSent(string kind)
    {
        using CancelScope scope = _root.WithCancel(out Context ctx);
        Channel<int> channel = ChannelKinds.Create(kind);

        ValueTask sent = channel.Writer.SendAsync(ctx, 7);

        Assert.True(sent.IsCompletedSuccessfully);
        Assert.True(channel.Reader.TryRead(out int item));
        Assert.Equal(7, item);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SendAsync_NoRoom_WaitsForIt(bool isUnderRoot)
    {
        using CancelScope scope = _root.WithCancel(out Context child);
        Channel<int> channel = ChannelKinds.CreateFull();
        Task sent = channel.Writer.SendAsync(isUnderRoot ? _root : child, 7).AsTask();
        Assert.False(sent.IsCompleted);

        channel.Reader.TryRead(out _);

        await Bounded.WaitAsync(sent, "room");
        Assert.True(channel.Reader.TryRead(out int item));
        Assert.Equal(7, item);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task SendAsync_ContextDoneOnEntry_SendsNothing(string kind)
    {
        CancelScope scope = _root.WithCancel(out Context ctx);
        Channel<int> channel = ChannelKinds.Create(kind);
        scope.Cancel();

        var thrown = await Assert.ThrowsAsync<ContextCanceledException>(() => channel.Writer.SendAsync(ctx, 7).AsTask());

        Assert.StartsWith("context canceled: send to a channel of Int32, ", thrown.Message);
        Assert.False(channel.Reader.TryRead(out _));
    }

    [Fact]
    public async Task SendAsync_DeadlineWhileWaiting_SendsNothing()
    {
        using CancelScope scope = _root.WithTimeout(TimeSpan.FromSeconds(2), out Context ctx);
        Channel<int> channel = ChannelKinds.CreateFull();
        Task sent = channel.Writer.SendAsync(ctx, 7).AsTask();

        _clock.Advance(TimeSpan.FromSeconds(2));

        var thrown = await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(sent, "the end of the wait"));
        Assert.Equal(ctx.Token, thrown.CancellationToken);
        Assert.True(channel.Reader.TryRead(out _));
        Assert.False(channel.Reader.TryRead(out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SendAsync_ChannelCompleted_ThrowsAsTheBclDoes(bool isWaiting)
    {
        var fault = new InvalidDataException("The file has no header.");
        using CancelScope scope = _root.WithCancel(out Context ctx);
        Channel<int> channel = ChannelKinds.CreateFull();
        Task? early = isWaiting ? channel.Writer.SendAsync(ctx, 7).AsTask() : null;
        channel.Writer.Complete(fault);

        Task sent = early ?? channel.Writer.SendAsync(ctx, 7).AsTask();

        var thrown = await Assert.ThrowsAsync<ChannelClosedException>(() => Bounded.WaitAsync(sent, "the end of the wait"));
        Assert.Same(fault, thrown.InnerException);
    }

    [Fact]
    public Task SendAsync_WithoutAWriter_SaysSo() =>
        Assert.ThrowsAsync<ArgumentNullException>("writer", static () => ((ChannelWriter<int>)null!).SendAsync(Context.Background, 1).AsTask());
}
