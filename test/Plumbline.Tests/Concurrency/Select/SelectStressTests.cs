using System.Collections.Concurrent;
using System.Threading.Channels;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Selecting;

/// <summary>Selects against selects, other readers, writers and cancels: every item is received exactly once, or still there.</summary>
public sealed class SelectStressTests
{
    private const int Channels = 3;
    private const int PerWriter = 3_000;

    public static TheoryData<string> Kinds => ChannelKinds.NamesOfShared;

    [Theory, MemberData(nameof(Kinds))]
    public async Task NextAsync_SeveralSelectsOverTheSameChannels_ReceiveEachItemOnce(string kind)
    {
        Channel<int>[] channels = [.. Enumerable.Range(0, Channels).Select(_ => ChannelKinds.Create(kind))];
        var received = new ConcurrentBag<int>();
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => ReceiveAllAsync(channels, received)))];

        await Bounded.WaitAsync(Task.WhenAll(channels.Select((channel, index) => Task.Run(() => WriteAsync(channel.Writer, index * PerWriter)))), "the writers");
        await Bounded.WaitAsync(Task.WhenAll(readers), "the selects");

        Assert.Equal(Enumerable.Range(0, Channels * PerWriter), received.Order());
    }

    [Fact]
    public async Task NextAsync_SendsAndReceivesBetweenSelects_LoseAndDoubleNothing()
    {
        Channel<int>[] channels = [.. Enumerable.Range(0, Channels).Select(static _ => Channel.CreateBounded<int>(1))];
        var received = new ConcurrentBag<int>();
        Task[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => ReceiveAllAsync(channels, received)))];

        Task[] writers = [.. Enumerable.Range(0, 2).Select(index => Task.Run(() => SendAllAsync(channels, index * PerWriter)))];
        await Bounded.WaitAsync(Task.WhenAll(writers), "the selects that send");
        foreach (Channel<int> channel in channels)
        {
            channel.Writer.Complete();
        }

        await Bounded.WaitAsync(Task.WhenAll(readers), "the selects that receive");
        Assert.Equal(Enumerable.Range(0, 2 * PerWriter), received.Order());
    }

    [Theory, MemberData(nameof(AllKinds))]
    public void NextAsync_RacesACancel_TakesTheItemOrLeavesItThere(string kind)
    {
        int canceled = 0;

        Duel.Run(
            10_000,
            _ =>
            {
                Channel<int> channel = ChannelKinds.Create(kind);
                var select = new Select();
                ReceiveCase<int> number = select.Receive(channel.Reader);
                CancelScope scope = Context.Background.WithCancel(out Context ctx);
                return (Channel: channel, Select: select, Number: number, Scope: scope, Next: select.NextAsync(ctx).AsTask());
            },
            static round => round.Channel.Writer.TryWrite(7),
            static round => round.Scope.Cancel(),
            round =>
            {
                Spin.Until(() => round.Next.IsCompleted);
                round.Select.Dispose();
                bool isThere = round.Channel.Reader.TryRead(out _);
                Assert.Equal(round.Next.IsCanceled, isThere);
                Assert.NotEqual(isThere, round.Number.TryTake(out _));
                canceled += isThere ? 1 : 0;
            });

        TestContext.Current.TestOutputHelper?.WriteLine($"{canceled} canceled");
    }

    [Fact]
    public void NextAsync_TwoItemsAtOnce_TakesOne() =>
        Duel.Run(
            10_000,
            static _ =>
            {
                Channel<int> one = Channel.CreateUnbounded<int>();
                Channel<int> other = Channel.CreateUnbounded<int>();
                var select = new Select();
                ReceiveCase<int> first = select.Receive(one.Reader);
                ReceiveCase<int> second = select.Receive(other.Reader);
                return (One: one, Other: other, Select: select, First: first, Second: second, Next: select.NextAsync(Context.Background).AsTask());
            },
            static round => round.One.Writer.TryWrite(1),
            static round => round.Other.Writer.TryWrite(2),
            static round =>
            {
                Spin.Until(() => round.Next.IsCompleted);
                Assert.True(round.Next.IsCompletedSuccessfully);
                Assert.NotEqual(round.First.TryTake(out _), round.Second.TryTake(out _));
                Assert.Equal(1, round.One.Reader.Count + round.Other.Reader.Count);
                round.Select.Dispose();
            });

    [Fact]
    public void NextAsync_TimeUpAndCanceledAtOnce_EndsEitherWay() =>
        Duel.Run(
            5_000,
            static _ =>
            {
                var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
                CancelScope scope = Context.Root(clock).WithCancel(out Context ctx);
                var select = new Select();
                SelectCase idle = select.After(TimeSpan.FromSeconds(1));
                return (Clock: clock, Scope: scope, Select: select, Idle: idle, Next: select.NextAsync(ctx).AsTask());
            },
            static round => round.Clock.Advance(TimeSpan.FromSeconds(1)),
            static round => round.Scope.Cancel(),
            static round =>
            {
                Spin.Until(() => round.Next.IsCompleted);
                Assert.NotEqual(round.Next.IsCanceled, round.Idle.IsChosen);
                round.Select.Dispose();
            });

    public static TheoryData<string> AllKinds => ChannelKinds.Names;

    private static async Task WriteAsync(ChannelWriter<int> writer, int first)
    {
        for (int i = first; i < first + PerWriter; i++)
        {
            await writer.WriteAsync(i, TestContext.Current.CancellationToken);
        }

        writer.Complete();
    }

    private static async Task SendAllAsync(Channel<int>[] channels, int first)
    {
        using var select = new Select();
        SendCase<int>[] sends = [.. channels.Select(channel => select.Send(channel.Writer))];
        for (int i = first; i < first + PerWriter; i++)
        {
            // The same item on offer everywhere: one takes it, and the others must not have it.
            foreach (SendCase<int> send in sends)
            {
                send.Offer(i);
            }

            await select.NextAsync(Context.Background);
            Assert.Single(sends, static send => !send.IsOffering);
        }
    }

    private static async Task ReceiveAllAsync(Channel<int>[] channels, ConcurrentBag<int> received)
    {
        using var select = new Select();
        ReceiveCase<int>[] cases = [.. channels.Select(channel => select.Receive(channel.Reader))];
        for (int turn = 0; ; turn++)
        {
            CancelScope scope = Context.Background.WithCancel(out Context ctx);
            ValueTask<bool> next = select.NextAsync(ctx);
            if (turn % 5 == 0)
            {
                scope.Cancel();
            }

            try
            {
                if (!await next)
                {
                    return;
                }
            }
            catch (ContextCanceledException)
            {
                continue;
            }

            foreach (ReceiveCase<int> one in cases)
            {
                if (one.TryTake(out int item))
                {
                    received.Add(item);
                }
            }
        }
    }
}
