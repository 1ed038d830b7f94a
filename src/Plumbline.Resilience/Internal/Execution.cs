using Polly;

namespace Plumbline.Resilience.Internal;

/// <summary>One execution of a pipeline under a context, and the way from a strategy to that context.</summary>
internal static class Execution
{
    private static readonly ResiliencePropertyKey<Context> _key = new("Plumbline.Context");

    /// <summary>The context of the execution that a strategy is asked about.</summary>
    internal static Context ContextOf(ResilienceContext execution) =>
        execution.Properties.TryGetValue(_key, out var ctx) ? ctx : Context.From(execution.CancellationToken);

    internal static async ValueTask<TResult> RunAsync<TPipeline, TAttempt, TResult>(
        Context ctx, TAttempt attempt, TPipeline pipeline, Func<TPipeline, ResilienceContext, TAttempt, ValueTask<TResult>> execute)
    {
        ctx.ThrowIfDone();
        var execution = ResilienceContextPool.Shared.Get(ctx.Token);
        execution.Properties.Set(_key, ctx);
        try
        {
            return await execute(pipeline, execution, attempt).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (e is not (DeadlineExceededException or ContextCanceledException) && IsEndOf(ctx, e))
        {
            throw ctx.ToException()!;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(execution);
        }
    }

    internal static bool IsEndOf(Context ctx, Exception e) => ctx.IsDone && (e.IsDeadlineExceeded(ctx) || e.IsCanceled(ctx));
}
