namespace Plumbline.Http.Internal;

/// <summary>The errors of a call that its context ended: what was asked for, where it was, and how long each part took.</summary>
internal static class CallErrors
{
    /// <returns>What to throw instead of <paramref name="exception"/>, or null when it is not the context's doing.</returns>
    internal static Exception? Translate(Exception exception, IContextCarrier call)
    {
        var ctx = call.Context;
        if (!ctx.IsDone || IsOurs(exception) || IsTimeoutOfClient(exception) || IsEndOfAnother(exception))
            return null;
        if (!exception.IsDeadlineExceeded(ctx) && !exception.IsCanceled(ctx))
            return null;

        var error = ctx.ToException(Describe(call))!;
        HttpMetrics.Ended(ctx, call.Record.Phase);
        return error;
    }

    internal static string Describe(IContextCarrier call, long bytesRead = 0)
    {
        var clock = call.Context.Clock;
        return $"{OperationOf(call)}, {call.Record.Describe(clock, clock.GetTimestamp(), bytesRead)}";
    }

    internal static HttpOperation OperationOf(IContextCarrier call) => new(call.Record.Method, call.Record.Address);

    // A handler further in has said it already, and knows better which part of the call it was.
    private static bool IsOurs(Exception exception) =>
        exception is DeadlineExceededException or ContextCanceledException;

    // HttpClient.Timeout and ConnectTimeout look like this, and HttpClient drops the inner exception when the
    // caller's token was the reason: so the client's own limit came first, even if the context is done by now.
    private static bool IsTimeoutOfClient(Exception exception) =>
        exception is TaskCanceledException { InnerException: TimeoutException };

    // As a strategy that limits an attempt wraps the end of its own token: that came first, even if the context is done by now.
    private static bool IsEndOfAnother(Exception exception)
    {
        if (exception is OperationCanceledException)
            return false;

        var inner = exception.InnerException;
        while (inner is not (null or OperationCanceledException))
            inner = inner.InnerException;

        return inner is OperationCanceledException { CancellationToken: { CanBeCanceled: true } token } && !Context.TryFrom(token, out _);
    }
}
