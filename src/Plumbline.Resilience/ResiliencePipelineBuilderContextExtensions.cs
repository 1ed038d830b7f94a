using System.Diagnostics.CodeAnalysis;
using Plumbline.Resilience.Internal;
using Polly.Hedging;
using Polly.Retry;

namespace Polly;

/// <summary>Adds Polly's retry and hedging to a pipeline, held to the deadline of the context that an execution runs under.</summary>
/// <remarks>
/// The context is that of <c>pipeline.ExecuteAsync(ctx, …)</c>; else the one that the execution's token leads to, so that
/// <c>pipeline.ExecuteAsync(…, ctx)</c> is held to it as well. Without a deadline both are Polly's own strategies. Thread safety: as Polly's.
/// </remarks>
public static class ResiliencePipelineBuilderContextExtensions
{
    /// <summary>Adds retries that keep within the deadline.</summary>
    /// <typeparam name="TResult">The result of the pipeline.</typeparam>
    /// <param name="builder">The pipeline.</param>
    /// <param name="options">Polly's options, all of which hold; copied.</param>
    /// <param name="minimumAttempt">The least time that an attempt needs to be worth starting; zero or more; null is 10 ms.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="minimumAttempt"/> is negative.</exception>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">Polly finds <paramref name="options"/> wrong.</exception>
    /// <remarks>
    /// <para>
    /// Before each delay: if the delay and <paramref name="minimumAttempt"/> do not fit into what is left of the deadline, there is no further attempt, and the last
    /// result or error is the outcome, at once. The delay is what <c>DelayGenerator</c> says; else what the failure asks for (<c>Retry-After</c> of an
    /// <see cref="HttpResponseMessage"/>, in seconds or as a date, or of an open circuit); else the backoff, with a jitter of a quarter up or down.
    /// A delay longer than a timer can wait (49 days) is not slept, with or without a deadline.
    /// </para>
    /// <para>
    /// With a context that is done nothing is attempted. When it ends during an attempt or a delay, the error is the context's; it says how many attempts had failed and
    /// carries the last real failure beside the cause, in an <see cref="AggregateException"/> as its inner exception.
    /// </para>
    /// <para>An attempt's own, shorter deadline is a failure like others: <c>ShouldHandle</c> sees it, though Polly's default handles no cancellation.</para>
    /// </remarks>
    public static ResiliencePipelineBuilder<TResult> AddContextRetry<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TResult>(
        this ResiliencePipelineBuilder<TResult> builder, RetryStrategyOptions<TResult> options, TimeSpan? minimumAttempt = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        var budget = new AttemptBudget(minimumAttempt);
        return builder
            .AddStrategy(static _ => new LastFailureStrategy<TResult>())
            .AddRetry(RetryWithinBudget.Of(options, new RetryStrategyOptions<TResult>(), budget));
    }

    /// <inheritdoc cref="AddContextRetry{TResult}(ResiliencePipelineBuilder{TResult}, RetryStrategyOptions{TResult}, TimeSpan?)"/>
    public static ResiliencePipelineBuilder AddContextRetry(
        this ResiliencePipelineBuilder builder, RetryStrategyOptions options, TimeSpan? minimumAttempt = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        var budget = new AttemptBudget(minimumAttempt);
        return builder
            .AddStrategy(static _ => new LastFailureStrategy<object>())
            .AddRetry(RetryWithinBudget.Of(options, new RetryStrategyOptions(), budget));
    }

    /// <summary>Adds hedging that starts no attempt which cannot finish within the deadline.</summary>
    /// <typeparam name="TResult">The result of the pipeline.</typeparam>
    /// <param name="builder">The pipeline.</param>
    /// <param name="options">Polly's options, all of which hold; copied.</param>
    /// <param name="minimumAttempt">The least time that an attempt needs to be worth starting; zero or more; null is 10 ms.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="minimumAttempt"/> is negative.</exception>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">Polly finds <paramref name="options"/> wrong.</exception>
    /// <remarks>
    /// Polly cancels the losing attempts when one has won: in <c>pipeline.ExecuteAsync(ctx, …)</c> each runs under a context of its own that ends then. Their work may
    /// have happened, and is waited for: one that ignores its context holds up the whole. Failures are kept as with <see cref="AddContextRetry{TResult}"/>.
    /// </remarks>
    public static ResiliencePipelineBuilder<TResult> AddContextHedging<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TResult>(
        this ResiliencePipelineBuilder<TResult> builder, HedgingStrategyOptions<TResult> options, TimeSpan? minimumAttempt = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        var budget = new AttemptBudget(minimumAttempt);
        return builder
            .AddStrategy(static _ => new LastFailureStrategy<TResult>())
            .AddHedging(HedgingWithinBudget.Of(options, budget));
    }
}
