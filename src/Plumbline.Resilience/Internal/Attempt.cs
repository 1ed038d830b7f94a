namespace Plumbline.Resilience.Internal;

/// <summary>What an attempt runs, and under which context.</summary>
[ContextCarrier]
internal readonly struct Attempt<TState, TResult>(Context ctx, TState state, Func<TState, Context, ValueTask<TResult>> callback)
{
    /// <param name="token">The execution's, or one that a strategy has put in its place.</param>
    internal ValueTask<TResult> RunAsync(CancellationToken token) =>
        token == ctx.Token ? callback(state, ctx) : RunMergedAsync(token);

    private async ValueTask<TResult> RunMergedAsync(CancellationToken token)
    {
        // The values and the deadline of the caller's, and the end of either.
        using var scope = Context.Merge([ctx, Context.From(token)], out var merged);
        return await callback(state, merged).ConfigureAwait(false);
    }
}
