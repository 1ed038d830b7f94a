using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Selecting;

/// <summary>The end of a context, and time.</summary>
public sealed class SelectContextTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Channel<int> _numbers = Channel.CreateUnbounded<int>();
    private readonly CancelScope _scope;
    private readonly Context _ctx;
    private readonly Select _select = new(SelectOrder.Listed);

    public SelectContextTests() => _scope = Context.Root(_clock).WithCancel(out _ctx);

    public void Dispose()
    {
        _select.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public async Task NextAsync_ContextDoneOnEntry_TakesNothing()
    {
        SelectCase nothing = _select.Default();
        _select.Receive(_numbers.Reader);
        _numbers.Writer.TryWrite(7);
        _scope.Cancel();

        await Assert.ThrowsAsync<ContextCanceledException>(() => _select.NextAsync(_ctx).AsTask());

        Assert.False(nothing.IsChosen);
        Assert.Equal(1, _numbers.Reader.Count);
    }

    [Fact, Trait("Behaviour", "B135")]
    public async Task NextAsync_CanceledWhileWaiting_ThrowsTheContextsError()
    {
        var cause = new InvalidOperationException("No more orders.");
        _select.Receive(_numbers.Reader);
        _select.After(TimeSpan.FromHours(1));
        Task<bool> next = _select.NextAsync(_ctx).AsTask();

        _scope.Cancel(cause);

        var thrown = await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(next, "the end of the wait"));
        Assert.StartsWith("context canceled: select of 2 cases, No more orders, ", thrown.Message);
        Assert.Same(cause, thrown.InnerException);
        Assert.Equal(_ctx.Token, thrown.CancellationToken);
    }

    [Fact, Trait("Behaviour", "B136")]
    public async Task NextAsync_DeadlineWhileWaiting_ThrowsAtTheDeadline()
    {
        using CancelScope scope = _ctx.WithTimeout(TimeSpan.FromSeconds(2), out Context ctx);
        _select.Receive(_numbers.Reader);
        Task<bool> next = _select.NextAsync(ctx).AsTask();

        _clock.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(next, "the end of the wait"));
    }

    [Fact]
    public async Task NextAsync_AfterACanceledTurn_GoesOnUnderAnotherContext()
    {
        CancelScope scope = _ctx.WithCancel(out Context call);
        ReceiveCase<int> number = _select.Receive(_numbers.Reader);
        Task<bool> canceled = _select.NextAsync(call).AsTask();
        scope.Cancel();
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(canceled, "the end of the wait"));

        Task<bool> next = _select.NextAsync(_ctx).AsTask();
        _numbers.Writer.TryWrite(7);

        Assert.True(await Bounded.WaitAsync(next, "the item"));
        Assert.True(number.TryTake(out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Done_OfTheTurnsOwnContext_IsACaseOnceAndThenAnError(bool isDoneOnEntry)
    {
        CancelScope scope = _ctx.WithCancel(out Context call);
        _select.Receive(_numbers.Reader);
        SelectCase done = _select.Done(call);
        CancelScope early = isDoneOnEntry ? scope : default;
        early.Cancel();
        Task<bool> next = _select.NextAsync(call).AsTask();
        scope.Cancel();

        Assert.True(await Bounded.WaitAsync(next, "the case"));

        Assert.True(done.IsChosen);
        await Assert.ThrowsAsync<ContextCanceledException>(() => _select.NextAsync(call).AsTask());
        Assert.False(done.IsChosen);
    }

    [Fact]
    public async Task Done_OfTheTurnsOwnContext_TakesItsTurnWithTheOthers()
    {
        ReceiveCase<int> number = _select.Receive(_numbers.Reader);
        SelectCase done = _select.Done(_ctx.WithValue(new ContextKey<int>("value"), 1));
        _numbers.Writer.TryWrite(7);
        _scope.Cancel();

        await _select.NextAsync(_ctx);
        Assert.True(number.TryTake(out _));
        await _select.NextAsync(_ctx);

        Assert.True(done.IsChosen);
    }

    [Fact]
    public async Task Done_OfTheTurnsOwnContextButOff_IsAnError()
    {
        SelectCase done = _select.Done(_ctx);
        done.IsEnabled = false;
        _scope.Cancel();

        await Assert.ThrowsAsync<ContextCanceledException>(() => _select.NextAsync(_ctx).AsTask());
    }

    [Fact]
    public async Task Done_OfAnotherContext_IsChosenOnce()
    {
        CancelScope scope = Context.Background.WithCancel(out Context session);
        _select.Receive(_numbers.Reader);
        SelectCase done = _select.Done(session);
        Task<bool> next = _select.NextAsync(_ctx).AsTask();

        scope.Cancel();

        Assert.True(await Bounded.WaitAsync(next, "the other context"));
        Assert.True(done.IsChosen);
        SelectCase nothing = _select.Default();
        await _select.NextAsync(_ctx);
        Assert.True(nothing.IsChosen);
    }

    [Fact]
    public async Task Done_OfAForeignToken_IsChosen()
    {
        using var source = new CancellationTokenSource();
        SelectCase done = _select.Done(Context.From(source.Token));
        Task<bool> next = _select.NextAsync(_ctx).AsTask();

        await source.CancelAsync();

        Assert.True(await Bounded.WaitAsync(next, "the token"));
        Assert.True(done.IsChosen);
    }

    [Fact]
    public async Task After_NothingElse_IsChosenAfterThatTimeTurnAfterTurn()
    {
        _select.Receive(_numbers.Reader);
        SelectCase idle = _select.After(TimeSpan.FromSeconds(30));

        await AssertWaitsAsync(TimeSpan.FromSeconds(30));
        Assert.True(idle.IsChosen);
        await AssertWaitsAsync(TimeSpan.FromSeconds(30));
        Assert.True(idle.IsChosen);
    }

    [Fact]
    public async Task After_AnItemMeanwhile_BeginsAnew()
    {
        ReceiveCase<int> number = _select.Receive(_numbers.Reader);
        SelectCase idle = _select.After(TimeSpan.FromSeconds(30));
        Task<bool> next = _select.NextAsync(_ctx).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(29));
        _numbers.Writer.TryWrite(7);
        await Bounded.WaitAsync(next, "the item");
        Assert.True(number.TryTake(out _));

        await AssertWaitsAsync(TimeSpan.FromSeconds(30));

        Assert.True(idle.IsChosen);
    }

    [Fact]
    public async Task After_Several_TheShortestIsChosen()
    {
        SelectCase longer = _select.After(TimeSpan.FromSeconds(2));
        SelectCase never = _select.After(Timeout.InfiniteTimeSpan);
        SelectCase shorter = _select.After(TimeSpan.FromSeconds(1));

        await AssertWaitsAsync(TimeSpan.FromSeconds(1));

        Assert.Equal((false, false, true), (longer.IsChosen, never.IsChosen, shorter.IsChosen));
    }

    [Fact]
    public async Task After_TheShortestIsOff_TheOtherIsChosen()
    {
        SelectCase longer = _select.After(TimeSpan.FromSeconds(2));
        SelectCase shorter = _select.After(TimeSpan.FromSeconds(1));
        shorter.IsEnabled = false;

        await AssertWaitsAsync(TimeSpan.FromSeconds(2));

        Assert.True(longer.IsChosen);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    public async Task After_ZeroOrLess_IsReadyAtOnce(int milliseconds)
    {
        _select.Receive(_numbers.Reader);
        SelectCase now = _select.After(TimeSpan.FromMilliseconds(milliseconds));

        Assert.True(await _select.NextAsync(_ctx));

        Assert.True(now.IsChosen);
    }

    [Fact]
    public async Task After_LaterThanTheContextsDeadline_IsNotChosen()
    {
        using CancelScope scope = _ctx.WithTimeout(TimeSpan.FromSeconds(1), out Context ctx);
        SelectCase idle = _select.After(TimeSpan.FromSeconds(1));
        Task<bool> next = _select.NextAsync(ctx).AsTask();

        _clock.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(next, "the end of the wait"));
        Assert.False(idle.IsChosen);
    }

    [Fact]
    public async Task After_AnotherIsChosen_LeavesNoTimerBehind()
    {
        ReceiveCase<int> number = _select.Receive(_numbers.Reader);
        _select.After(TimeSpan.FromHours(1));
        Task<bool> next = _select.NextAsync(_ctx).AsTask();
        Assert.Equal(1, _ctx.Signal!.ChildCount);

        _numbers.Writer.TryWrite(7);
        await Bounded.WaitAsync(next, "the item");

        Assert.True(number.TryTake(out _));
        Assert.Equal(0, _ctx.Signal!.ChildCount);
    }

    private async Task AssertWaitsAsync(TimeSpan time)
    {
        Task<bool> next = _select.NextAsync(_ctx).AsTask();
        _clock.Advance(time - TimeSpan.FromTicks(1));
        await Bounded.WaitAsync(VirtualTime.SettleAsync(_clock), "callbacks that are due");
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(await Bounded.WaitAsync(next, "the time"));
    }
}
