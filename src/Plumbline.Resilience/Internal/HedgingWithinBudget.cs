using Polly.Hedging;

namespace Plumbline.Resilience.Internal;

/// <summary>Polly's hedging options, with the budget asked before each further attempt.</summary>
internal static class HedgingWithinBudget
{
    internal static HedgingStrategyOptions<TResult> Of<TResult>(HedgingStrategyOptions<TResult> given, AttemptBudget budget) =>
        new()
        {
            Name = given.Name,
            Delay = given.Delay,
            DelayGenerator = given.DelayGenerator,
            MaxHedgedAttempts = given.MaxHedgedAttempts,
            OnHedging = given.OnHedging,
            ShouldHandle = async args =>
            {
                var isFailure = await given.ShouldHandle(args).ConfigureAwait(args.Context.ContinueOnCapturedContext);
                if (isFailure)
                    Failures.Of(args.Context)?.Note(Execution.ContextOf(args.Context), args.Outcome);

                return isFailure;
            },

            // Polly starts no attempt for which it gets no action.
            ActionGenerator = args =>
                budget.Allows(Execution.ContextOf(args.PrimaryContext), TimeSpan.Zero) ? given.ActionGenerator(args) : null,
        };
}
