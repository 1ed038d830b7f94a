using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;
using Polly;
using Polly.Hedging;

namespace Plumbline.Resilience;

public sealed class HedgingTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly ContextKey<string> _user = new("user");

    private readonly FakeTimeProvider _clock = new();
    private readonly TaskCompletionSource<Context> _first = new();
    private int _attempts;

    private Context Root => Context.Root(_clock);

    [Fact]
    public async Task Hedging_SecondWins_TheLosersContextEnds()
    {
        using var scope = Root.WithValue(_user, "ada").WithTimeout(TimeSpan.FromHours(1), out var ctx);
        var execution = Pipeline(_second).ExecuteAsync(ctx, SlowFirstAsync).AsTask();
        var loser = await Bounded.WaitAsync(_first.Task, "the first attempt");

        await _clock.AdvanceUntilAsync(execution, TimeSpan.FromMilliseconds(1));

        Assert.Equal(2, await execution);
        await Bounded.WaitAsync(loser.Done, "the losing attempt to be told");
        Assert.Equal((false, ContextStatus.Canceled), (ctx.IsDone, loser.Status));
    }

    [Fact]
    public async Task Hedging_EachAttempt_HasValuesAndDeadline()
    {
        using var scope = Root.WithValue(_user, "ada").WithTimeout(TimeSpan.FromHours(1), out var ctx);
        var execution = Pipeline(_second).ExecuteAsync(ctx, SlowFirstAsync).AsTask();

        var attempt = await Bounded.WaitAsync(_first.Task, "the first attempt");

        Assert.True(attempt.TryGetValue(_user, out var user));
        Assert.Equal(("ada", ctx.Deadline), (user, attempt.Deadline));
        await _clock.AdvanceUntilAsync(execution, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task Hedging_NoTimeForAnother_StartsNone()
    {
        using var scope = Root.WithTimeout(_second + TimeSpan.FromMilliseconds(5), out var ctx);
        var execution = Pipeline(_second).ExecuteAsync(ctx, SlowFirstAsync).AsTask();
        await Bounded.WaitAsync(_first.Task, "the first attempt");

        await _clock.AdvanceUntilAsync(execution, TimeSpan.FromMilliseconds(1));

        await Assert.ThrowsAsync<DeadlineExceededException>(() => execution);
        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task Hedging_OuterIsCanceled_AllAttemptsEndAndTheErrorIsTyped()
    {
        var scope = Root.WithCancel(out var ctx);
        var execution = Pipeline(_second).ExecuteAsync(ctx, SlowFirstAsync).AsTask();
        var attempt = await Bounded.WaitAsync(_first.Task, "the first attempt");

        scope.Cancel();

        var thrown = await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(execution, "the execution"));
        Assert.True(thrown.IsCanceled(ctx));
        Assert.True(attempt.IsDone);
    }

    [Fact]
    public async Task Hedging_ActionGeneratorThrows_ThatIsAFailedAttempt()
    {
        using var scope = Root.WithTimeout(TimeSpan.FromHours(1), out var ctx);
        var pipeline = new ResiliencePipelineBuilder<int> { TimeProvider = _clock }
            .AddContextHedging(new HedgingStrategyOptions<int>
            {
                MaxHedgedAttempts = 1,
                ActionGenerator = static _ => throw new InvalidOperationException("no action"),
            })
            .Build();

        var thrown = await Record.ExceptionAsync(() => Bounded.WaitAsync(
            pipeline.ExecuteAsync(ctx, _ => ValueTask.FromException<int>(new FormatException("the first"))).AsTask(), "the execution"));

        Assert.Contains(thrown?.Message, (string[])["the first", "no action"]);
    }

    [Fact]
    public async Task Hedging_LoserIsSlowToObey_IsWaitedFor()
    {
        // Polly's promise, on which hangs that what is pooled for an execution is not used any more when that is over.
        using var scope = Root.WithTimeout(TimeSpan.FromHours(1), out var ctx);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource();
        var execution = Pipeline(_second).ExecuteAsync(ctx, async ctx =>
        {
            var number = Interlocked.Increment(ref _attempts);
            if (number == 1)
            {
                await ctx.Done;
                told.SetResult();
                await release.Task;
            }

            return number;
        }).AsTask();
        await _clock.AdvanceUntilAsync(told.Task, TimeSpan.FromMilliseconds(1));

        var isOverBefore = execution.IsCompleted;
        release.SetResult();

        Assert.Equal((false, 2), (isOverBefore, await Bounded.WaitAsync(execution, "the execution")));
    }

    private ResiliencePipeline<int> Pipeline(TimeSpan delay) =>
        new ResiliencePipelineBuilder<int> { TimeProvider = _clock }
            .AddContextHedging(new HedgingStrategyOptions<int> { Delay = delay, MaxHedgedAttempts = 1 })
            .Build();

    private async ValueTask<int> SlowFirstAsync(Context ctx)
    {
        var number = Interlocked.Increment(ref _attempts);
        if (number == 1)
        {
            _first.SetResult(ctx);
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, ctx);
        }

        return number;
    }
}
