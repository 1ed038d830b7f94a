using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Blocks;

public sealed class MoveOnAfterTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Fact]
    public async Task MoveOnAfterAsync_BodyEndsInTime_ReturnsItsValue()
    {
        var result = await Root.MoveOnAfterAsync(_second, static _ => Task.FromResult(7));

        Assert.Equal((true, 7, false), (result.HasValue, result.Value, result.LimitReached));
    }

    [Fact]
    public async Task MoveOnAfterAsync_LimitEndsTheBody_GoesOnWithoutValue()
    {
        var block = Root.MoveOnAfterAsync(_second, ForeverAsync<int>);

        _clock.Advance(_second);

        var result = await Bounded.WaitAsync(block, "the block");
        Assert.Equal((false, true), (result.HasValue, result.LimitReached));
        Assert.False(result.TryGetValue(out _));
        Assert.Equal(-1, result.GetValueOr(-1));
        Assert.Throws<InvalidOperationException>(() => result.Value);
    }

    [Fact]
    public async Task MoveOnAfterAsync_BodyEndsInTheInstantOfTheLimit_ValueIsNotLost()
    {
        var result = await Root.MoveOnAfterAsync(_second, block =>
        {
            _clock.Advance(_second);
            Assert.True(block.IsDone);
            return Task.FromResult(7);
        });

        Assert.Equal((true, 7, true), (result.HasValue, result.Value, result.LimitReached));
    }

    [Fact]
    public async Task MoveOnAfterAsync_LimitOfZero_BodyMayAnswerWithoutWaiting()
    {
        var result = await Root.MoveOnAfterAsync(TimeSpan.Zero, static block => Task.FromResult(block.IsDone));

        Assert.Equal((true, true, true), (result.HasValue, result.Value, result.LimitReached));
    }

    [Fact]
    public async Task MoveOnAfterAsync_LimitIsTooNearToBegin_GoesOnWithoutValue()
    {
        var result = await Root.MoveOnAfterAsync(_second, static block => RefuseAsync<int>(block));

        Assert.Equal((false, true), (result.HasValue, result.LimitReached));
    }

    [Fact]
    public async Task MoveOnAfterAsync_LimitIsTooNearForAPartOfTheBody_GoesOnWithoutValue()
    {
        var result = await Root.MoveOnAfterAsync(_second, static async block =>
        {
            using CancelScope scope = block.WithCancel(out Context part);
            return await RefuseAsync<int>(part);
        });

        Assert.Equal((false, true), (result.HasValue, result.LimitReached));
    }

    [Fact]
    public async Task MoveOnAfterAsync_OuterDeadlineIsTooNearToBegin_IsNotSwallowed()
    {
        using CancelScope outer = Root.WithTimeout(_second, out Context ctx);

        var thrown = await Assert.ThrowsAsync<DeadlineExceededException>(() => ctx.MoveOnAfterAsync(2 * _second, static block => RefuseAsync<int>(block)));

        Assert.Equal("too little time left", thrown.Message);
        Assert.Contains(nameof(RefuseAsync), thrown.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MoveOnAfterAsync_BodyReturnsNull_SaysSo()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => Root.MoveOnAfterAsync(_second, static _ => (Task<int>)null!));

        Assert.Equal("The body returned null; it must return a task.", thrown.Message);
    }

    [Fact]
    public async Task MoveOnAfterAsync_InfiniteLimit_SetsNone()
    {
        var result = await Root.MoveOnAfterAsync(Timeout.InfiniteTimeSpan, static block => Task.FromResult(block.Remaining is null));

        Assert.Equal((true, true, false), (result.HasValue, result.Value, result.LimitReached));
    }

    [Fact]
    public async Task MoveOnAfterAsync_OuterIsCanceled_IsNotSwallowed()
    {
        var outer = Root.WithCancel(out var ctx);
        var block = ctx.MoveOnAfterAsync(_second, ForeverAsync<int>);

        outer.Cancel(new InvalidOperationException("enough"));

        var thrown = await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(block, "the block"));
        Assert.Equal("enough", thrown.InnerException?.Message);
    }

    [Fact]
    public async Task MoveOnAfterAsync_OuterDeadlineIsNearer_IsNotSwallowed()
    {
        using var outer = Root.WithTimeout(_second, out var ctx);
        var block = ctx.MoveOnAfterAsync(2 * _second, ForeverAsync<int>);

        _clock.Advance(_second);

        var thrown = await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(block, "the block"));
        Assert.True(thrown.IsDeadlineExceeded(ctx));
    }

    [Fact]
    public async Task MoveOnAfterAsync_OuterDeadlineIsTheSameInstant_IsNotSwallowed()
    {
        using var outer = Root.WithTimeout(_second, out var ctx);
        var block = ctx.MoveOnAfterAsync(_second, ForeverAsync<int>);

        _clock.Advance(_second);

        await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(block, "the block"));
    }

    [Fact]
    public async Task MoveOnAfterAsync_OuterEndsWhileTheBodyUnwinds_IsNotSwallowed()
    {
        var outer = Root.WithCancel(out var ctx);
        var block = ctx.MoveOnAfterAsync(_second, async work =>
        {
            try
            {
                return await ForeverAsync<int>(work);
            }
            finally
            {
                outer.Cancel();
            }
        });

        _clock.Advance(_second);

        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(block, "the block"));
    }

    [Fact]
    public async Task MoveOnAfterAsync_NestedAndInnerLimitFires_OnlyTheInnerGoesOn()
    {
        var block = Root.MoveOnAfterAsync(3 * _second, outer => outer.MoveOnAfterAsync(_second, ForeverAsync<int>));

        _clock.Advance(_second);

        var result = await Bounded.WaitAsync(block, "the blocks");
        Assert.Equal((true, false), (result.HasValue, result.LimitReached));
        Assert.Equal((false, true), (result.Value.HasValue, result.Value.LimitReached));
    }

    [Fact]
    public async Task MoveOnAfterAsync_NestedAndOuterLimitFires_OnlyTheOuterGoesOn()
    {
        var block = Root.MoveOnAfterAsync(_second, outer => outer.MoveOnAfterAsync(3 * _second, ForeverAsync<int>));

        _clock.Advance(_second);

        var result = await Bounded.WaitAsync(block, "the blocks");
        Assert.Equal((false, true), (result.HasValue, result.LimitReached));
    }

    [Fact]
    public async Task MoveOnAfterAsync_BodyFailsAfterTheLimit_PassesTheFailure()
    {
        var block = Root.MoveOnAfterAsync<int>(_second, async work =>
        {
            await work.Done;
            throw new FormatException("not a number");
        });

        _clock.Advance(_second);

        await Assert.ThrowsAsync<FormatException>(() => Bounded.WaitAsync(block, "the block"));
    }

    [Fact]
    public async Task MoveOnAfterAsync_BodyThrowsItsOwnCancellation_PassesIt()
    {
        using var other = new CancellationTokenSource();
        await other.CancelAsync();

        var thrown = await Assert.ThrowsAsync<TaskCanceledException>(
            () => Root.MoveOnAfterAsync(_second, _ => Task.FromCanceled<int>(other.Token)));

        Assert.Equal(other.Token, thrown.CancellationToken);
    }

    [Fact]
    public async Task MoveOnAfterAsync_ContextIsDone_BodyIsNotStarted()
    {
        var outer = Root.WithCancel(out var ctx);
        outer.Cancel();
        var started = false;

        await Assert.ThrowsAsync<ContextCanceledException>(() => ctx.MoveOnAfterAsync(_second, _ => Task.FromResult(started = true)));

        Assert.False(started);
    }

    [Fact]
    public async Task MoveOnAfterAsync_WithoutValue_SaysWhetherTheBodyEnded()
    {
        var slow = Root.MoveOnAfterAsync(_second, static work => (Task)ForeverAsync<int>(work));

        _clock.Advance(_second);

        Assert.False(await Bounded.WaitAsync(slow, "the block"));
        Assert.True(await Root.MoveOnAfterAsync(_second, static _ => Task.CompletedTask));
    }

    [Fact]
    public async Task MoveOnAfterAsync_Ended_LeavesNothingOnTheParent()
    {
        using var outer = Root.WithCancel(out var ctx);

        await ctx.MoveOnAfterAsync(_second, static _ => Task.FromResult(1));

        Assert.Equal(0, ctx.Signal!.ChildCount);
    }

    private static async Task<T> ForeverAsync<T>(Context ctx)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, ctx.Clock, ctx);
        return default!;
    }

    /// <summary>Does as a call does that is not begun because too little time is left.</summary>
    private static async Task<T> RefuseAsync<T>(Context ctx)
    {
        await Task.Yield();
        throw new DeadlineExceededException("too little time left", null, ctx.Token);
    }
}
