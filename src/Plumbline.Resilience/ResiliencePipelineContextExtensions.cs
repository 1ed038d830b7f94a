using Plumbline.Resilience.Internal;
using Polly;

namespace Plumbline.Resilience;

/// <summary>Executes Polly's pipelines under a context.</summary>
/// <remarks>
/// <para>
/// Each attempt is given its context: <c>ctx</c> itself, or, where a strategy has put a token of its own in place (a timeout, a hedge), a child that ends with either
/// and keeps the values and the deadline. A cancellation that comes of the end of <c>ctx</c> is thrown as the context's error, any other as it came.
/// </para>
/// <para>
/// Canceled means: a context that was done on entry starts nothing. Otherwise attempts may have happened, and the one that was canceled may have happened in part. An attempt
/// that ignores its context is waited for, as Polly does.
/// </para>
/// <para>Thread safety: as the pipeline's own calls. Cost: Polly's, and a merged context for each attempt under a token of a strategy's.</para>
/// </remarks>
public static class ResiliencePipelineContextExtensions
{
    /// <summary>Executes a callback under a context.</summary>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="ctx">Bounds the whole execution: attempts and the delays between them.</param>
    /// <param name="callback">One attempt.</param>
    /// <returns>The result of the attempt that the pipeline settled for.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="pipeline"/> or <paramref name="callback"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The deadline passed; if before the call, nothing was attempted.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled; if before the call, nothing was attempted.</exception>
    public static ValueTask<TResult> ExecuteAsync<TResult>(
        this ResiliencePipeline pipeline, Context ctx, Func<Context, ValueTask<TResult>> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return ExecuteAsync(pipeline, ctx, callback, static (callback, ctx) => callback(ctx));
    }

    /// <summary>Executes a callback under a context, with a state in place of a closure.</summary>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <typeparam name="TState">The state.</typeparam>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="ctx">Bounds the whole execution: attempts and the delays between them.</param>
    /// <param name="state">Handed to each attempt.</param>
    /// <param name="callback">One attempt.</param>
    /// <inheritdoc cref="ExecuteAsync{TResult}(ResiliencePipeline, Context, Func{Context, ValueTask{TResult}})"/>
    public static ValueTask<TResult> ExecuteAsync<TResult, TState>(
        this ResiliencePipeline pipeline, Context ctx, TState state, Func<TState, Context, ValueTask<TResult>> callback)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(callback);
        return Execution.RunAsync(
            ctx,
            new Attempt<TState, TResult>(ctx, state, callback),
            pipeline,
            static (pipeline, context, attempt) =>
                pipeline.ExecuteAsync(static (context, attempt) => attempt.RunAsync(context.CancellationToken), context, attempt));
    }

    /// <summary>Executes a callback without a result under a context.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="ctx">Bounds the whole execution: attempts and the delays between them.</param>
    /// <param name="callback">One attempt.</param>
    /// <returns>A task that ends with the attempt that the pipeline settled for.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="pipeline"/> or <paramref name="callback"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The deadline passed; if before the call, nothing was attempted.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled; if before the call, nothing was attempted.</exception>
    public static async ValueTask ExecuteAsync(this ResiliencePipeline pipeline, Context ctx, Func<Context, ValueTask> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        await ExecuteAsync(
            pipeline,
            ctx,
            callback,
            static async (callback, ctx) =>
            {
                await callback(ctx).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
    }

    /// <inheritdoc cref="ExecuteAsync{TResult}(ResiliencePipeline, Context, Func{Context, ValueTask{TResult}})"/>
    public static ValueTask<TResult> ExecuteAsync<TResult>(
        this ResiliencePipeline<TResult> pipeline, Context ctx, Func<Context, ValueTask<TResult>> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return ExecuteAsync(pipeline, ctx, callback, static (callback, ctx) => callback(ctx));
    }

    /// <inheritdoc cref="ExecuteAsync{TResult, TState}(ResiliencePipeline, Context, TState, Func{TState, Context, ValueTask{TResult}})"/>
    public static ValueTask<TResult> ExecuteAsync<TResult, TState>(
        this ResiliencePipeline<TResult> pipeline, Context ctx, TState state, Func<TState, Context, ValueTask<TResult>> callback)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(callback);
        return Execution.RunAsync(
            ctx,
            new Attempt<TState, TResult>(ctx, state, callback),
            pipeline,
            static (pipeline, context, attempt) =>
                pipeline.ExecuteAsync(static (context, attempt) => attempt.RunAsync(context.CancellationToken), context, attempt));
    }
}
