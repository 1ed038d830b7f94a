using System.Threading.Channels;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Channels;

/// <summary>Cancel against item, many times: one of them wins, and the item is never gone.</summary>
public sealed class ChannelRaceTests
{
    private const int Rounds = 10_000;

    public static TheoryData<string> Kinds => ChannelKinds.Names;

    [Theory, MemberData(nameof(Kinds))]
    public void ReceiveAsync_RacesACancel_ReturnsTheItemOrLeavesItThere(string kind)
    {
        int canceled = 0;

        Duel.Run(
            Rounds,
            _ =>
            {
                Channel<int> channel = ChannelKinds.Create(kind);
                CancelScope scope = Context.Background.WithCancel(out Context ctx);
                return (Channel: channel, Scope: scope, Received: channel.Reader.ReceiveAsync(ctx).AsTask());
            },
            static round => round.Channel.Writer.TryWrite(7),
            static round => round.Scope.Cancel(),
            round =>
            {
                Spin.Until(() => round.Received.IsCompleted);
                bool isThere = round.Channel.Reader.TryRead(out _);
                Assert.Equal(round.Received.IsCanceled, isThere);
                Assert.NotEqual(round.Received.IsCanceled, round.Received.IsCompletedSuccessfully);
                canceled += isThere ? 1 : 0;
            });

        TestContext.Current.TestOutputHelper?.WriteLine($"{canceled} of {Rounds} canceled");
    }

    [Fact]
    public void SendAsync_RacesACancel_SendsTheItemOrThrows()
    {
        int canceled = 0;

        Duel.Run(
            Rounds,
            static _ =>
            {
                Channel<int> channel = ChannelKinds.CreateFull();
                CancelScope scope = Context.Background.WithCancel(out Context ctx);
                return (Channel: channel, Scope: scope, Sent: channel.Writer.SendAsync(ctx, 7).AsTask());
            },
            static round => round.Channel.Reader.TryRead(out int _),
            static round => round.Scope.Cancel(),
            round =>
            {
                Spin.Until(() => round.Sent.IsCompleted);
                bool isThere = round.Channel.Reader.TryRead(out int item) && item == 7;
                Assert.Equal(round.Sent.IsCompletedSuccessfully, isThere);
                Assert.NotEqual(round.Sent.IsCanceled, isThere);
                canceled += isThere ? 0 : 1;
            });

        TestContext.Current.TestOutputHelper?.WriteLine($"{canceled} of {Rounds} canceled");
    }

    [Theory, MemberData(nameof(Kinds))]
    public void ReceiveAllAsync_RacesACancel_ReturnsEachItemOrLeavesItThere(string kind) =>
        Duel.Run(
            Rounds / 10,
            _ =>
            {
                Channel<int> channel = ChannelKinds.Create(kind);
                CancelScope scope = Context.Background.WithCancel(out Context ctx);
                var received = new List<int>();
                return (Channel: channel, Scope: scope, Received: received, Ended: CollectAsync(channel.Reader.ReceiveAllAsync(ctx), received));
            },
            static round =>
            {
                for (int i = 0; i < 8; i++)
                {
                    round.Channel.Writer.TryWrite(i);
                }
            },
            static round => round.Scope.Cancel(),
            static round =>
            {
                Spin.Until(() => round.Ended.IsCompleted);
                while (round.Channel.Reader.TryRead(out int left))
                {
                    round.Received.Add(left);
                }

                Assert.Equal(Enumerable.Range(0, 8), round.Received);
            });

    private static async Task CollectAsync(IAsyncEnumerable<int> items, List<int> received)
    {
        await foreach (int item in items)
        {
            received.Add(item);
        }
    }
}
