using Polly.Retry;

namespace Plumbline.Resilience.Internal;

/// <summary>Polly's retry options, with the budget asked before each delay.</summary>
/// <remarks>
/// Polly decides whether to retry before it works out the delay, and cannot be stopped after. So the delay is worked out where the
/// decision is made, and handed over when Polly asks for it.
/// </remarks>
internal static class RetryWithinBudget
{
    internal static TOptions Of<TOptions, TResult>(RetryStrategyOptions<TResult> given, TOptions options, AttemptBudget budget)
        where TOptions : RetryStrategyOptions<TResult>
    {
        options.Name = given.Name;
        options.MaxRetryAttempts = given.MaxRetryAttempts;
        options.BackoffType = given.BackoffType;
        options.UseJitter = given.UseJitter;
        options.Delay = given.Delay;
        options.MaxDelay = given.MaxDelay;
        options.OnRetry = given.OnRetry;
        options.Randomizer = given.Randomizer;
        options.ShouldHandle = args => ShouldRetryAsync(given, budget, args);
        options.DelayGenerator = static args => new ValueTask<TimeSpan?>(Failures.Of(args.Context)!.NextDelay); // Set by the strategy around it.
        return options;
    }

    private static async ValueTask<bool> ShouldRetryAsync<TResult>(
        RetryStrategyOptions<TResult> given, AttemptBudget budget, RetryPredicateArguments<TResult> args)
    {
        var continueOnCapturedContext = args.Context.ContinueOnCapturedContext;
        if (!await given.ShouldHandle(args).ConfigureAwait(continueOnCapturedContext))
            return false;

        var ctx = Execution.ContextOf(args.Context);
        var failures = Failures.Of(args.Context)!; // Set by the strategy around it.
        failures.Note(ctx, args.Outcome);

        // Polly stops here by itself, and asks nobody for a delay that there will not be.
        if (args.AttemptNumber >= given.MaxRetryAttempts && given.MaxRetryAttempts != int.MaxValue)
            return true;

        TimeSpan? delay = null;
        if (given.DelayGenerator is { } generator)
        {
            var asked = new RetryDelayGeneratorArguments<TResult>(args.Context, args.Outcome, args.AttemptNumber);
            delay = await generator(asked).ConfigureAwait(continueOnCapturedContext);
        }

        // A negative one is Polly's way to say "none of mine", as null is.
        failures.NextDelay = delay is { } own && own >= TimeSpan.Zero
            ? own
            : RetryAfter.Of(args.Outcome, ctx.Clock) ?? Backoff.After(given, args.AttemptNumber);
        return budget.Allows(ctx, failures.NextDelay);
    }
}
