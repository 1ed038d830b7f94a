using Polly;

namespace Plumbline.Resilience.Internal;

/// <summary>Starts nothing for a context that is done; and says, when the context ends, what had failed before that.</summary>
internal sealed class LastFailureStrategy<TResult> : ResilienceStrategy<TResult>
{
    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var ctx = Execution.ContextOf(context);
        if (ctx.ToException() is { } ended)
            return Outcome.FromException<TResult>(ended);

        // A pipeline may have several of these, one inside the other.
        var outer = Failures.Of(context);
        var failures = new Failures();
        Failures.Set(context, failures);
        try
        {
            var outcome = await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext);
            return outcome.Exception is { } e && Execution.IsEndOf(ctx, e) && failures.Explain(ctx) is { } explained
                ? Outcome.FromException<TResult>(explained)
                : outcome;
        }
        finally
        {
            Failures.Set(context, outer);
        }
    }
}
