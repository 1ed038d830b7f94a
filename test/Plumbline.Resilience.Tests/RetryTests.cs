using System.Net;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Plumbline.Resilience;

public sealed class RetryTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private int _attempts;

    private Context Root => Context.Root(_clock);

    [Fact]
    public async Task Retry_FailsOnceThenSucceeds_ReturnsTheResult()
    {
        var pipeline = Pipeline(new RetryStrategyOptions { Delay = TimeSpan.Zero });

        var result = await pipeline.ExecuteAsync(Root, _ => ++_attempts < 2 ? throw new FormatException("first") : ValueTask.FromResult(7));

        Assert.Equal((7, 2), (result, _attempts));
    }

    [Fact]
    public async Task Retry_DelayDoesNotFit_ReturnsTheLastRealErrorAtOnce()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        var pipeline = Pipeline(new RetryStrategyOptions { Delay = 2 * _second });

        // The clock stands still: had it slept, this would never end.
        var thrown = await Bounded.WaitAsync(
            Assert.ThrowsAsync<FormatException>(() => FailAsync(pipeline, ctx)), "the error of the only attempt");

        Assert.Equal(("attempt 1", 1, false), (thrown.Message, _attempts, ctx.IsDone));
    }

    [Fact]
    public async Task Retry_DelayFitsButNotTheAttempt_ReturnsTheLastRealErrorAtOnce()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        var pipeline = Pipeline(
            new RetryStrategyOptions { Delay = TimeSpan.FromMilliseconds(900) }, minimumAttempt: TimeSpan.FromMilliseconds(101));

        await Bounded.WaitAsync(Assert.ThrowsAsync<FormatException>(() => FailAsync(pipeline, ctx)), "the error of the only attempt");

        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task Retry_DelayAndAttemptFit_Retries()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        var waits = new TaskCompletionSource();
        var pipeline = Pipeline(
            new RetryStrategyOptions
            {
                MaxRetryAttempts = 1,
                Delay = TimeSpan.FromMilliseconds(900),
                OnRetry = _ =>
                {
                    waits.SetResult();
                    return default;
                },
            },
            minimumAttempt: TimeSpan.FromMilliseconds(100));
        var execution = FailAsync(pipeline, ctx);
        await Bounded.WaitAsync(waits.Task, "the retry to be decided");

        await _clock.AdvanceUntilAsync(execution, TimeSpan.FromMilliseconds(900));

        var thrown = await Assert.ThrowsAsync<FormatException>(() => execution);
        Assert.Equal("attempt 2", thrown.Message);
    }

    [Fact]
    public async Task Retry_NoDeadline_IsPollys()
    {
        var pipeline = Pipeline(new RetryStrategyOptions { MaxRetryAttempts = 3, Delay = TimeSpan.Zero });

        await Assert.ThrowsAsync<FormatException>(() => FailAsync(pipeline, Root));

        Assert.Equal(4, _attempts);
    }

    [Fact]
    public async Task Retry_ContextIsDone_StartsNothing()
    {
        var scope = Root.WithCancel(out var ctx);
        scope.Cancel();
        var pipeline = Pipeline(new RetryStrategyOptions());

        await Assert.ThrowsAsync<ContextCanceledException>(() => FailAsync(pipeline, ctx));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await pipeline.ExecuteAsync(_ => ValueTask.FromResult(++_attempts), ctx));

        Assert.Equal(0, _attempts);
    }

    [Fact]
    public async Task Retry_CanceledDuringADelay_ErrorKeepsTheLastRealOne()
    {
        var scope = Root.WithCancel(out var ctx);
        var waits = new TaskCompletionSource();
        var pipeline = Pipeline(new RetryStrategyOptions
        {
            Delay = _second,
            OnRetry = _ =>
            {
                waits.SetResult();
                return default;
            },
        });
        var execution = FailAsync(pipeline, ctx);
        await Bounded.WaitAsync(waits.Task, "the retry to be decided");

        scope.Cancel(new InvalidOperationException("enough"));

        var thrown = await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(execution, "the execution"));
        var inner = Assert.IsType<AggregateException>(thrown.InnerException).InnerExceptions;
        Assert.StartsWith("context canceled: enough", thrown.Message);
        Assert.EndsWith("; failed attempts before: 1, the last with FormatException: attempt 1", thrown.Message);
        Assert.Equal(["enough", "attempt 1"], inner.Select(static e => e.Message));
        Assert.True(thrown.IsCanceled(ctx));
    }

    [Fact]
    public async Task Retry_DeadlineDuringTheSecondAttempt_ErrorKeepsTheFirstOnes()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        var second = new TaskCompletionSource();
        var pipeline = Pipeline(new RetryStrategyOptions { Delay = TimeSpan.Zero });
        var execution = pipeline.ExecuteAsync(ctx, async attempt =>
        {
            if (++_attempts == 1)
                throw new FormatException("attempt 1");

            second.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, attempt);
            return 0;
        }).AsTask();
        await Bounded.WaitAsync(second.Task, "the second attempt");

        _clock.Advance(_second);

        var thrown = await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(execution, "the execution"));
        Assert.Contains("budget 1 s set in Retry_DeadlineDuringTheSecondAttempt", thrown.Message, StringComparison.Ordinal);
        Assert.EndsWith("the last with FormatException: attempt 1", thrown.Message);
        Assert.True(thrown.IsDeadlineExceeded(ctx));
    }

    [Fact]
    public async Task Retry_TokenOfAContextOnly_IsHeldToItsDeadline()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        var pipeline = Pipeline(new RetryStrategyOptions { Delay = 2 * _second });

        await Bounded.WaitAsync(
            Assert.ThrowsAsync<FormatException>(async () => await pipeline.ExecuteAsync<int>(_ => throw new FormatException("attempt 1"), ctx)),
            "the error of the only attempt");
    }

    [Fact]
    public async Task Retry_AfterInSeconds_IsTheDelay()
    {
        var delay = await DelayAfterAsync(response => response.Headers.RetryAfter = new(TimeSpan.FromSeconds(5)));

        Assert.Equal(TimeSpan.FromSeconds(5), delay);
    }

    [Fact]
    public async Task Retry_AfterADate_IsTheTimeUntilThen()
    {
        var delay = await DelayAfterAsync(response => response.Headers.RetryAfter = new(_clock.GetUtcNow() + TimeSpan.FromSeconds(5)));

        Assert.Equal(TimeSpan.FromSeconds(5), delay);
    }

    [Fact]
    public async Task Retry_AfterADatePast_IsNoDelay()
    {
        var delay = await DelayAfterAsync(response => response.Headers.RetryAfter = new(_clock.GetUtcNow() - TimeSpan.FromSeconds(5)));

        Assert.Equal(TimeSpan.Zero, delay);
    }

    [Fact]
    public async Task Retry_AfterDoesNotFit_ReturnsTheLastResultAtOnce()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        var pipeline = HttpPipeline(static _ => { });

        using var response = await Bounded.WaitAsync(
            pipeline.ExecuteAsync(ctx, _ =>
            {
                _attempts++;
                var busy = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
                busy.Headers.RetryAfter = new(TimeSpan.FromSeconds(60));
                return ValueTask.FromResult(busy);
            }).AsTask(),
            "the only response");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (response.StatusCode, _attempts));
    }

    [Fact]
    public async Task Retry_CircuitIsOpen_ItsRetryAfterIsTheDelay()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        var pipeline = Pipeline(new RetryStrategyOptions { Delay = TimeSpan.Zero });

        await Bounded.WaitAsync(
            Assert.ThrowsAsync<BrokenCircuitException>(async () => await pipeline.ExecuteAsync<int>(
                ctx, _ => throw new BrokenCircuitException("open", TimeSpan.FromSeconds(30)))),
            "the error of the only attempt");
    }

    [Theory]
    [InlineData(DelayBackoffType.Constant, 0, 100)]
    [InlineData(DelayBackoffType.Constant, 3, 100)]
    [InlineData(DelayBackoffType.Linear, 0, 100)]
    [InlineData(DelayBackoffType.Linear, 3, 400)]
    [InlineData(DelayBackoffType.Exponential, 0, 100)]
    [InlineData(DelayBackoffType.Exponential, 3, 800)]
    [InlineData(DelayBackoffType.Exponential, 10, 5000)]
    [InlineData(DelayBackoffType.Exponential, 5000, 5000)]
    public void Backoff_Attempt_IsAsPollyDocuments(DelayBackoffType type, int attempt, int milliseconds)
    {
        var options = new RetryStrategyOptions
        {
            BackoffType = type,
            Delay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromSeconds(5),
        };

        Assert.Equal(milliseconds, Internal.Backoff.After(options, attempt).TotalMilliseconds);
    }

    [Theory]
    [InlineData(0.0, 75)]
    [InlineData(0.5, 100)]
    [InlineData(1.0, 125)]
    public void Backoff_Jitter_IsAQuarterUpOrDown(double random, int milliseconds)
    {
        var options = new RetryStrategyOptions { Delay = TimeSpan.FromMilliseconds(100), UseJitter = true, Randomizer = () => random };

        Assert.Equal(milliseconds, Internal.Backoff.After(options, 0).TotalMilliseconds);
    }

    [Fact]
    public void Backoff_NoMaximum_DoesNotOverflow()
    {
        var options = new RetryStrategyOptions { BackoffType = DelayBackoffType.Exponential, Delay = _second };

        Assert.Equal(TimeSpan.MaxValue, Internal.Backoff.After(options, 5000));
    }

    [Fact]
    public async Task Retry_OwnDelayGenerator_WinsUnlessItSaysNothing()
    {
        var seen = new List<TimeSpan>();
        var pipeline = Pipeline(new RetryStrategyOptions
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromTicks(3),
            DelayGenerator = args => new(args.AttemptNumber == 0 ? TimeSpan.FromTicks(5) : null),
            OnRetry = args =>
            {
                seen.Add(args.RetryDelay);
                return default;
            },
        });
        var execution = FailAsync(pipeline, Root);

        await _clock.AdvanceUntilAsync(execution, TimeSpan.FromTicks(5));

        Assert.Equal([TimeSpan.FromTicks(5), TimeSpan.FromTicks(3)], seen);
        await Assert.ThrowsAsync<FormatException>(() => execution);
    }

    [Fact]
    public async Task Retry_InnerDeadlineOfAnAttempt_CanBeRetried()
    {
        using var scope = Root.WithTimeout(10 * _second, out var ctx);
        var first = new TaskCompletionSource();
        var pipeline = Pipeline(new RetryStrategyOptions
        {
            Delay = TimeSpan.Zero,
            ShouldHandle = static args => new(args.Outcome.Exception?.IsDeadlineExceeded() == true),
        });
        var execution = pipeline.ExecuteAsync(ctx, async attempt =>
        {
            if (++_attempts == 2)
                return 7;

            using var limit = attempt.WithTimeout(_second, out var call);
            first.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, call);
            return 0;
        }).AsTask();
        await Bounded.WaitAsync(first.Task, "the first attempt");

        _clock.Advance(_second);

        Assert.Equal(7, await Bounded.WaitAsync(execution, "the second attempt"));
    }

    [Fact]
    public void AddContextRetry_NegativeMinimum_IsRefused()
    {
        var builder = new ResiliencePipelineBuilder();

        var thrown = Assert.Throws<ArgumentOutOfRangeException>(
            "minimumAttempt", () => builder.AddContextRetry(new RetryStrategyOptions(), TimeSpan.FromTicks(-1)));

        Assert.Equal(TimeSpan.FromTicks(-1), thrown.ActualValue);
    }

    private ResiliencePipeline Pipeline(RetryStrategyOptions options, TimeSpan? minimumAttempt = null) =>
        new ResiliencePipelineBuilder { TimeProvider = _clock }.AddContextRetry(options, minimumAttempt).Build();

    private ResiliencePipeline<HttpResponseMessage> HttpPipeline(Action<TimeSpan> delayed) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = _clock }
            .AddContextRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = static args => new(args.Outcome.Result?.IsSuccessStatusCode == false),
                OnRetry = args =>
                {
                    delayed(args.RetryDelay);
                    return default;
                },
            })
            .Build();

    private Task<int> FailAsync(ResiliencePipeline pipeline, Context ctx) =>
        pipeline.ExecuteAsync<int>(ctx, _ => throw new FormatException($"attempt {++_attempts}")).AsTask();

    /// <summary>What the pipeline waits for after a response that asks for it.</summary>
    private async Task<TimeSpan> DelayAfterAsync(Action<HttpResponseMessage> ask)
    {
        var delay = new TaskCompletionSource<TimeSpan>();
        var scope = Root.WithTimeout(TimeSpan.FromMinutes(1), out var ctx);
        var execution = HttpPipeline(delay.SetResult).ExecuteAsync(ctx, _ =>
        {
            var busy = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            if (++_attempts == 1)
                ask(busy);
            else
                busy.StatusCode = HttpStatusCode.OK;
            return ValueTask.FromResult(busy);
        }).AsTask();

        var asked = await Bounded.WaitAsync(delay.Task, "the retry to be decided");

        scope.Cancel();
        await Record.ExceptionAsync(() => Bounded.WaitAsync(execution, "the execution"));
        return asked;
    }
}
