namespace Plumbline.Http.Internal;

/// <summary>Ends a request that is not sent: its context is done, or leaves too little time.</summary>
internal static class Refusal
{
    /// <summary>Less than this is no time to send anything.</summary>
    internal static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    internal static async Task<HttpResponseMessage> FailAsync(
        Context ctx, HttpRequestMessage request, TimeSpan reserve, HttpOperation operation)
    {
        await WaitOutAsync(ctx).ConfigureAwait(false);
        throw End(ctx, request, reserve, operation);
    }

    /// <summary>Waits out the last millisecond, where time passes by itself: then the context is done, and its own error names the budget.</summary>
    internal static Task WaitOutAsync(Context ctx) =>
        !ctx.IsDone && ReferenceEquals(ctx.Clock, TimeProvider.System) && ctx.Remaining < Least
            ? Task.Delay(2 * Least, ctx.Clock, CancellationToken.None)
            : Task.CompletedTask;

    /// <returns>What to throw.</returns>
    internal static Exception End(Context ctx, HttpRequestMessage request, TimeSpan reserve, HttpOperation operation)
    {
        request.Content?.Dispose();

        // Asking ends a context whose time is up, before the scheduler would.
        _ = ctx.Remaining;
        var error = ctx.ToException($"{operation}, not sent") ?? TooLittleLeft(ctx, reserve, operation);
        HttpMetrics.Refused(error);
        return error;
    }

    // The context is not done, so it has no error to give. What it prints names each budget, what is left of it, and where it was set.
    private static DeadlineExceededException TooLittleLeft(Context ctx, TimeSpan reserve, HttpOperation operation)
    {
        var reason = reserve == TimeSpan.Zero
            ? "not sent as less than 1 ms is left"
            : FormattableString.Invariant($"not sent as less than 1 ms is left beyond a reserve of {reserve.TotalMilliseconds:0.###} ms");
        return new DeadlineExceededException(
            $"context deadline exceeded: {operation}, {reason}: {ctx}", new TimeoutException($"The request was {reason}."), ctx.Token);
    }
}
