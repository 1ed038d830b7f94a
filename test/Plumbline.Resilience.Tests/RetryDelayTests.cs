using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Plumbline.Resilience;

/// <summary>Delays at the ends of their range.</summary>
public sealed class RetryDelayTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private int _attempts;

    private Context Root => Context.Root(_clock);

    [Fact]
    public async Task Retry_CircuitAsksForLessThanNothing_IsNoDelayAndNotPollysOwn()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        var pipeline = Pipeline(new RetryStrategyOptions { Delay = 10 * _second });

        // The clock stands still: had it slept, past the deadline moreover, this would never end.
        var result = await Bounded.WaitAsync(
            pipeline.ExecuteAsync(
                ctx, _ => ++_attempts == 1 ? throw new BrokenCircuitException("open", -_second) : ValueTask.FromResult(7)).AsTask(),
            "the second attempt");

        Assert.Equal(7, result);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(50 * 24 * 3600)]
    public async Task Retry_AfterIsLongerThanAnyTimer_ReturnsTheLastResultAtOnce(int seconds)
    {
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = _clock }
            .AddContextRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = static args => new(args.Outcome.Result?.IsSuccessStatusCode == false),
            })
            .Build();

        using var response = await Bounded.WaitAsync(
            pipeline.ExecuteAsync(Root, _ =>
            {
                _attempts++;
                var busy = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("busy") };
                busy.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds));
                return ValueTask.FromResult(busy);
            }).AsTask(),
            "the only response");

        Assert.Equal((1, "busy"), (_attempts, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Retry_ResponseIsNotTheLast_IsDisposedOf()
    {
        var first = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("busy") };
        var pipeline = Pipeline(new RetryStrategyOptions
        {
            Delay = TimeSpan.Zero,
            ShouldHandle = static args => new(args.Outcome.Result is HttpResponseMessage { IsSuccessStatusCode: false }),
        });

        using var last = await pipeline.ExecuteAsync(Root, _ => ValueTask.FromResult(++_attempts == 1 ? first : new HttpResponseMessage()));

        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, last.StatusCode);
    }

    [Fact]
    public async Task Retry_LastAttemptFails_DelayGeneratorIsNotAskedAgain()
    {
        var asked = new List<int>();
        var pipeline = Pipeline(new RetryStrategyOptions
        {
            MaxRetryAttempts = 1,
            DelayGenerator = args =>
            {
                asked.Add(args.AttemptNumber);
                return new(TimeSpan.Zero);
            },
        });

        await Assert.ThrowsAsync<FormatException>(
            async () => await pipeline.ExecuteAsync<int>(Root, _ => throw new FormatException($"attempt {++_attempts}")));

        Assert.Equal([0], asked);
    }

    [Fact]
    public async Task Retry_WithoutEnd_KeepsToTheDeadline()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        var pipeline = Pipeline(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.Zero,
        });

        await Assert.ThrowsAsync<FormatException>(async () => await pipeline.ExecuteAsync<int>(ctx, _ =>
        {
            if (++_attempts == 2_000)
                _clock.Advance(_second - TimeSpan.FromMilliseconds(9));

            throw new FormatException("again");
        }));

        Assert.Equal((2_000, false), (_attempts, ctx.IsDone));
    }

    [Fact]
    public async Task Retry_DelayEndsWithTheDeadline_StartsNoAttemptThen()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        var pipeline = Pipeline(
            new RetryStrategyOptions
            {
                Delay = TimeSpan.Zero,
                OnRetry = _ =>
                {
                    _clock.Advance(_second);
                    return default;
                },
            },
            minimumAttempt: TimeSpan.Zero);

        var thrown = await Assert.ThrowsAsync<DeadlineExceededException>(
            async () => await pipeline.ExecuteAsync<int>(ctx, _ => throw new FormatException($"attempt {++_attempts}")));

        Assert.EndsWith("failed attempts before: 1, the last with FormatException: attempt 1", thrown.Message);
        Assert.Equal(1, _attempts);
    }

    [Theory]
    [InlineData(DelayBackoffType.Exponential, 5000)]
    [InlineData(DelayBackoffType.Linear, 5000)]
    public void Backoff_NoDelay_StaysNone(DelayBackoffType type, int attempt)
    {
        var options = new RetryStrategyOptions { BackoffType = type, Delay = TimeSpan.Zero };

        Assert.Equal(TimeSpan.Zero, Internal.Backoff.After(options, attempt));
    }

    private ResiliencePipeline Pipeline(RetryStrategyOptions options, TimeSpan? minimumAttempt = null) =>
        new ResiliencePipelineBuilder { TimeProvider = _clock }.AddContextRetry(options, minimumAttempt).Build();
}
