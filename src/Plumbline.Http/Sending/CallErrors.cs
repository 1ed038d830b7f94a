using System.Net.Sockets;

namespace Plumbline.Http.Internal;

/// <summary>The errors of a call that its context ended: what was asked for, where it was, and how long each part took.</summary>
internal static class CallErrors
{
    /// <summary>For a request that has no answer yet.</summary>
    /// <param name="ctx">The context that bounds it.</param>
    /// <param name="exception">What it failed with.</param>
    /// <param name="call">What was noted of it.</param>
    /// <param name="handed">The token it was sent under.</param>
    /// <returns>What to throw instead of <paramref name="exception"/>, or null when it is not the context's doing.</returns>
    internal static Exception? TranslateUnanswered(Context ctx, Exception exception, IContextCarrier call, CancellationToken handed)
    {
        // Whoever canceled it under another token came first, even if the context is done by now.
        var isAnothers = exception is OperationCanceledException { CancellationToken: { CanBeCanceled: true } other } && other != handed;
        return isAnothers ? null : Translate(ctx, exception, call);
    }

    /// <returns>What to throw instead of <paramref name="exception"/>, or null when it is not the context's doing.</returns>
    internal static Exception? Translate(Context ctx, Exception exception, IContextCarrier call)
    {
        if (!ctx.IsDone || IsOurs(exception) || IsTimeoutOfClient(exception) || IsEndOfAnother(exception))
            return null;
        if (!exception.IsDeadlineExceeded(ctx) && !exception.IsCanceled(ctx))
            return null;

        var error = ctx.ToException(Describe(ctx, call))!;
        HttpMetrics.Ended(ctx, call.Record.Phase);
        return error;
    }

    /// <summary>
    /// The failure that HttpClient took for a cancellation because its caller's token was canceled a moment later; null when there is none.
    /// </summary>
    internal static HttpRequestException? FailureBehind(Exception exception, CancellationToken handed)
    {
        if (exception is not OperationCanceledException { InnerException: HttpRequestException failure } canceled || canceled.CancellationToken != handed)
            return null;

        // An upload that the cancel has cut off fails like this too: there the inner exceptions tell of the closing.
        for (var inner = failure.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is OperationCanceledException or ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
                return null;
        }

        return failure;
    }

    internal static string Describe(Context ctx, IContextCarrier call, long bytesRead = 0)
    {
        var clock = ctx.Clock;
        return $"{OperationOf(call)}, {call.Record.Describe(clock, clock.GetTimestamp(), bytesRead)}";
    }

    internal static HttpOperation OperationOf(IContextCarrier call) => new(call.Record.Method, call.Record.Address);

    // A handler further in has said it already, and knows better which part of the call it was.
    private static bool IsOurs(Exception exception) =>
        exception is DeadlineExceededException or ContextCanceledException;

    // HttpClient.Timeout and ConnectTimeout look like this, and nothing that a context ends does: so the client's own limit came
    // first, even if the context is done by now. Handlers and the client may have wrapped it.
    private static bool IsTimeoutOfClient(Exception exception)
    {
        var isCanceled = false;
        for (var inner = exception; inner is not null && !IsOurs(inner); inner = inner.InnerException)
        {
            if (isCanceled && inner is TimeoutException)
                return true;

            isCanceled |= inner is TaskCanceledException;
        }

        return false;
    }

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
