using System.Threading.Channels;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Channels;

/// <summary>What receiving and sending allocate, and what they leave behind.</summary>
[Collection(nameof(Alone))]
public sealed class ChannelCostTests
{
    private const int Turns = 5_000;

    // Without optimization the compiler makes a class of every asynchronous method's state.
#if DEBUG
    private const int DebugOnly = 160;
#else
    private const int DebugOnly = 0;
#endif

    public static TheoryData<string> Kinds => ChannelKinds.Names;

    [Fact]
    public void ReceiveAsync_ItemThere_AllocatesNothing()
    {
        using CancelScope scope = Context.Background.WithTimeout(TimeSpan.FromHours(1), out Context ctx);
        Channel<int> channel = Channel.CreateBounded<int>(4);

        long bytes = Allocated.Bytes(() =>
        {
            channel.Writer.TryWrite(7);
            Complete(channel.Reader.ReceiveAsync(ctx));
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public void SendAsync_RoomThere_AllocatesNothing()
    {
        using CancelScope scope = Context.Background.WithTimeout(TimeSpan.FromHours(1), out Context ctx);
        Channel<int> channel = Channel.CreateBounded<int>(4);

        long bytes = Allocated.Bytes(() =>
        {
            Complete(channel.Writer.SendAsync(ctx, 7));
            channel.Reader.TryRead(out _);
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public void ReceiveAsync_Waiting_AllocatesNoMoreThanReadAsync()
    {
        using CancelScope scope = Context.Background.WithTimeout(TimeSpan.FromHours(1), out Context ctx);
        using var source = new CancellationTokenSource();
        CancellationToken token = source.Token;
        Channel<int> channel = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });

        long theirs = Allocated.Bytes(() => Complete(channel, channel.Reader.ReadAsync(token)));
        long ours = Allocated.Bytes(() => Complete(channel, channel.Reader.ReceiveAsync(ctx)));

        Assert.InRange(ours, 1, theirs + DebugOnly);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task ReceiveAsync_CanceledAgainAndAgain_LeavesNothingBehind(string kind)
    {
        using CancelScope scope = Context.Background.WithCancel(out Context ctx);
        Channel<int> channel = ChannelKinds.Create(kind);

        await Retention.AssertNoneAsync(Turns, async () =>
        {
            CancelScope turn = ctx.WithCancel(out Context call);
            Task<int> received = channel.Reader.ReceiveAsync(call).AsTask();
            turn.Cancel();
            await Assert.ThrowsAsync<ContextCanceledException>(() => received);
        });

        Assert.Equal(0, ctx.Signal!.ChildCount);
    }

    [Fact]
    public async Task ReceiveAsync_UnderALongLivedContext_LeavesNothingRegistered()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context ctx);
        Channel<int> channel = Channel.CreateUnbounded<int>();

        await Retention.AssertNoneAsync(Turns, async () =>
        {
            ValueTask<int> received = channel.Reader.ReceiveAsync(ctx);
            channel.Writer.TryWrite(7);
            await received;
        });

        Assert.Equal(0, BclRegistrations.CountOf(ctx.Signal!));
    }

    [Fact]
    public async Task SendAsync_CanceledAgainAndAgain_LeavesNothingBehind()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context ctx);
        Channel<int> channel = ChannelKinds.CreateFull();

        await Retention.AssertNoneAsync(Turns, async () =>
        {
            CancelScope turn = ctx.WithCancel(out Context call);
            Task sent = channel.Writer.SendAsync(call, 7).AsTask();
            turn.Cancel();
            await Assert.ThrowsAsync<ContextCanceledException>(() => sent);
        });
    }

    private static void Complete(Channel<int> channel, ValueTask<int> received)
    {
        channel.Writer.TryWrite(7);
        Complete(received);
    }

    private static void Complete(ValueTask<int> received)
    {
        // No assertion here: those allocate.
        _ = received.IsCompleted ? received.GetAwaiter().GetResult() : throw new InvalidOperationException("Nothing was received.");
    }

    private static void Complete(ValueTask sent)
    {
        _ = sent.IsCompletedSuccessfully ? true : throw new InvalidOperationException("Nothing was sent.");
    }
}
