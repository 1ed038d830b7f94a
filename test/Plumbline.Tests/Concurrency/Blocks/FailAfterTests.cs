using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Blocks;

public sealed class FailAfterTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Fact]
    public async Task FailAfterAsync_BodyEndsInTime_ReturnsItsValue() =>
        Assert.Equal(7, await Root.FailAfterAsync(_second, static _ => Task.FromResult(7)));

    [Fact]
    public async Task FailAfterAsync_LimitEndsTheBody_ThrowsWithTheBudgetAndItsPlace()
    {
        var block = Root.FailAfterAsync(_second, ForeverAsync); var here = Here.Place();

        _clock.Advance(_second);

        var thrown = await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(block, "the block"));
        Assert.Equal($"context deadline exceeded: budget 1 s set in {here}, 0 ms left", thrown.Message);
    }

    [Fact]
    public async Task FailAfterAsync_LimitEndsTheBody_IsNotTheCallersDeadline()
    {
        using var outer = Root.WithTimeout(3 * _second, out var ctx);
        var block = ctx.FailAfterAsync(_second, ForeverAsync);

        _clock.Advance(_second);

        var thrown = await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(block, "the block"));
        Assert.Equal((true, false), (thrown.IsDeadlineExceeded(), thrown.IsDeadlineExceeded(ctx)));
    }

    [Fact]
    public async Task FailAfterAsync_BodyEndsInTheInstantOfTheLimit_ValueIsNotLost()
    {
        var value = await Root.FailAfterAsync(_second, _ =>
        {
            _clock.Advance(_second);
            return Task.FromResult(7);
        });

        Assert.Equal(7, value);
    }

    [Fact]
    public async Task FailAfterAsync_OuterIsCanceled_ThrowsItsError()
    {
        var outer = Root.WithCancel(out var ctx);
        var block = ctx.FailAfterAsync(_second, ForeverAsync);

        outer.Cancel();

        var thrown = await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(block, "the block"));
        Assert.True(thrown.IsCanceled(ctx));
    }

    [Fact]
    public async Task FailAfterAsync_BodyFailsAfterTheLimit_PassesTheFailure()
    {
        var block = Root.FailAfterAsync(_second, static async work =>
        {
            await work.Done;
            throw new FormatException("not a number");
        });

        _clock.Advance(_second);

        await Assert.ThrowsAsync<FormatException>(() => Bounded.WaitAsync(block, "the block"));
    }

    [Fact]
    public async Task FailAfterAsync_ContextIsDone_BodyIsNotStarted()
    {
        var outer = Root.WithCancel(out var ctx);
        outer.Cancel();
        var started = false;

        await Assert.ThrowsAsync<ContextCanceledException>(() => ctx.FailAfterAsync(_second, _ => Task.FromResult(started = true)));

        Assert.False(started);
    }

    private static Task ForeverAsync(Context ctx) => Task.Delay(Timeout.InfiniteTimeSpan, ctx.Clock, ctx);
}
