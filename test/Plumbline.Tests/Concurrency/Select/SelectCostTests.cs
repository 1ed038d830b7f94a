using System.Threading.Channels;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Selecting;

/// <summary>What a select allocates, and what it leaves behind.</summary>
[Collection(nameof(Alone))]
public sealed class SelectCostTests
{
    private const int Turns = 5_000;

    public static TheoryData<string> Kinds => ChannelKinds.Names;

    [Theory]
    [InlineData(SelectOrder.Fair)]
    [InlineData(SelectOrder.Listed)]
    public void NextAsync_ItemThere_AllocatesNothing(SelectOrder order)
    {
        using CancelScope scope = Context.Background.WithTimeout(TimeSpan.FromHours(1), out Context ctx);
        Channel<int> busy = Channel.CreateBounded<int>(4);
        using var select = new Select(order);
        ReceiveCase<string> idle = select.Receive(Channel.CreateUnbounded<string>().Reader);
        ReceiveCase<int> number = select.Receive(busy.Reader);
        select.After(TimeSpan.FromSeconds(30));

        long bytes = Allocated.Bytes(() =>
        {
            busy.Writer.TryWrite(7);
            Complete(select.NextAsync(ctx));
            number.TryTake(out _);
        });

        Assert.Equal(0, bytes);
        Assert.False(idle.IsChosen);
    }

    [Fact]
    public void NextAsync_NothingThereAndADefault_AllocatesNothing()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context ctx);
        using var select = new Select();
        select.Receive(Channel.CreateUnbounded<string>().Reader);
        select.Send(ChannelKinds.CreateFull().Writer, 1);
        select.Completed(new TaskCompletionSource().Task);
        select.Done(ctx);
        select.Default();

        Assert.Equal(0, Allocated.Bytes(() => Complete(select.NextAsync(ctx))));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task NextAsync_InALoopOverIdleChannels_LeavesNothingBehind(string kind)
    {
        using CancelScope scope = Context.Background.WithCancel(out Context ctx);
        Channel<int> busy = Channel.CreateUnbounded<int>();
        using var select = new Select();
        select.Receive(ChannelKinds.Create(kind).Reader);
        select.Send(ChannelKinds.CreateFull().Writer, 1);
        select.Completed(new TaskCompletionSource().Task);
        select.After(TimeSpan.FromHours(1));
        ReceiveCase<int> number = select.Receive(busy.Reader);

        await Retention.AssertNoneAsync(Turns, () => TakeTurnAsync(select, ctx, busy, number));

        Assert.Equal(0, ctx.Signal!.ChildCount);
        Assert.Equal(0, BclRegistrations.CountOf(ctx.Signal));
    }

    [Fact]
    public async Task NextAsync_TurnAfterTurn_LeavesNothingRegisteredOnTheContext()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context ctx);
        Channel<int> busy = Channel.CreateUnbounded<int>();
        using var select = new Select();
        ReceiveCase<int> number = select.Receive(busy.Reader);

        await TakeTurnAsync(select, ctx, busy, number);
        await TakeTurnAsync(select, ctx, busy, number);

        Assert.Equal(0, BclRegistrations.CountOf(ctx.Signal!));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Select_MadeAnewForEachTurn_LeavesNothingBehind(string kind)
    {
        using CancelScope scope = Context.Background.WithCancel(out Context ctx);
        using CancelScope other = Context.Background.WithCancel(out Context session);
        Channel<int> busy = Channel.CreateUnbounded<int>();
        Channel<int> idle = ChannelKinds.Create(kind);
        Channel<int> full = ChannelKinds.CreateFull();
        var endless = new TaskCompletionSource();

        await Retention.AssertNoneAsync(
            Turns,
            async () =>
            {
                using var select = new Select();
                select.Receive(idle.Reader);
                select.Send(full.Writer, 1);
                select.Completed(endless.Task);
                select.Done(session);
                select.After(TimeSpan.FromHours(1));
                ReceiveCase<int> number = select.Receive(busy.Reader);
                await TakeTurnAsync(select, ctx, busy, number);
            });

        Assert.Equal(0, ctx.Signal!.ChildCount);
        Assert.Equal(0, BclRegistrations.CountOf(ctx.Signal));
        Assert.Equal(0, BclRegistrations.CountOf(session.Signal!));
    }

    [Fact]
    public async Task Select_DisposedOf_CanBeCollected()
    {
        Channel<int> idle = Channel.CreateUnbounded<int>();
        var endless = new TaskCompletionSource();

        await Collector.UntilGoneAsync(await UseAsync(idle, endless.Task), "a select whose channel and task live on");

        Assert.False(idle.Reader.TryRead(out _));
        Assert.False(endless.Task.IsCompleted);
    }

    private static async Task<WeakReference> UseAsync(Channel<int> idle, Task endless)
    {
        Channel<int> busy = Channel.CreateUnbounded<int>();
        using var select = new Select();
        select.Receive(idle.Reader);
        select.Completed(endless);
        await TakeTurnAsync(select, Context.Background, busy, select.Receive(busy.Reader));
        return new WeakReference(select);
    }

    private static async Task TakeTurnAsync(Select select, Context ctx, Channel<int> busy, ReceiveCase<int> number)
    {
        Task<bool> next = select.NextAsync(ctx).AsTask();
        Assert.False(next.IsCompleted);
        busy.Writer.TryWrite(7);
        Assert.True(await next);
        Assert.True(number.TryTake(out _));
    }

    // No assertion here: those allocate.
    private static void Complete(ValueTask<bool> next) =>
        _ = next.IsCompletedSuccessfully && next.GetAwaiter().GetResult() ? true : throw new InvalidOperationException("Nothing was chosen.");
}
