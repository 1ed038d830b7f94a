using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Plumbline.AspNetCore.Deadlines;

namespace Plumbline.AspNetCore.Pipeline;

/// <summary>What becomes of the response when the context ended before the pipeline did.</summary>
internal sealed class RequestEnding(RequestContextOptions options, ILogger<RequestContextMiddleware> logger)
{
    private int _hasWarned;

    /// <summary>Answers, aborts, or leaves alone.</summary>
    /// <param name="httpContext">The request, with the server's own features.</param>
    /// <param name="run">Its way through the pipeline, which is over.</param>
    /// <param name="failure">What the pipeline threw; null if it returned.</param>
    internal async Task FinishAsync(HttpContext httpContext, RequestRun run, Exception? failure)
    {
        var reason = (failure ?? run.Context.ToException())!.Message;
        if (run.End is RequestEnd.ClientGone or RequestEnd.Aborted)
            GiveUp(httpContext.Response, reason, failure);
        else if (!httpContext.Response.HasStarted)
            await AnswerAsync(httpContext, run, reason, failure).ConfigureAwait(false);
        else if (!await IsToStandAsync(httpContext, run, failure).ConfigureAwait(false))
            Abort(httpContext, run, reason);
    }

    // Nobody reads it; the status is for access logs.
    private void GiveUp(HttpResponse response, string reason, Exception? failure)
    {
        if (!response.HasStarted && (failure is not null || response.StatusCode < StatusCodes.Status400BadRequest))
        {
            response.Clear();
            response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }

        RequestLog.ClientGone(logger, reason);
    }

    private async Task AnswerAsync(HttpContext httpContext, RequestRun run, string reason, Exception? failure)
    {
        var response = httpContext.Response;
        var isGrpc = GrpcAnswer.IsFor(httpContext);
        if (isGrpc && failure is null && GrpcAnswer.IsGiven(httpContext, run.End))
            return;

        var hasBytes = response.BodyWriter is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 };
        if (failure is null && !run.IsAbortHeldBack && !IsCutShort(response, hasBytes))
            return;

        response.Clear();
        if (run.End == RequestEnd.HostStopping)
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            response.Headers.RetryAfter = "1";
            RequestLog.Stopping(logger, reason);
        }
        else
        {
            response.StatusCode = StatusCodes.Status504GatewayTimeout;
            response.Headers[ContextHeaders.DeadlineExceeded] = run.Limit.Owner;
            RequestLog.TimedOut(logger, reason);
        }

        if (isGrpc)
            GrpcAnswer.Give(response, run.End);

        // What was written and not flushed cannot be taken back: it is the body then.
        if (isGrpc || hasBytes || run.Gone.IsCancellationRequested)
            return;

        try
        {
            await options.Answer(httpContext, run.Context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (run.Gone.IsCancellationRequested)
        {
            RequestLog.ClientGone(logger, reason);
        }
    }

    // Writers that are given no token take RequestAborted and swallow its end: WriteAsJsonAsync, returned sequences and files say what they are going to
    // send, and send nothing, as if nothing had happened. An answer that has no body and announces none is whole.
    private bool IsCutShort(HttpResponse response, bool hasBytes)
    {
        if (response.StatusCode == StatusCodes.Status499ClientClosedRequest)
        {
            // An exception handler further in sees RequestAborted fired and concludes that the client left.
            if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
                RequestLog.ExceptionHandlerFurtherIn(logger);
            return true;
        }

        return response.StatusCode < StatusCodes.Status300MultipleChoices
            && (hasBytes || response.ContentType is not null || response.ContentLength > 0);
    }

    private static async Task<bool> IsToStandAsync(HttpContext httpContext, RequestRun run, Exception? failure)
    {
        if (run.IsCompleted || LongLived.IsUpgraded(httpContext))
            return true;
        if (run.IsAborted || run.IsAbortHeldBack || failure is not null)
            return false;
        if (GrpcAnswer.IsFor(httpContext) && GrpcAnswer.IsGiven(httpContext, run.End))
            return true;

        // An answer that says failure has said what matters, even if it is cut short.
        return httpContext.Response.StatusCode >= StatusCodes.Status400BadRequest || await IsWholeAsync(httpContext.Response).ConfigureAwait(false);
    }

    // Whether a chunked response is whole, only its writer knows. One that has said its length is counted by the server.
    private static async Task<bool> IsWholeAsync(HttpResponse response)
    {
        if (response.ContentLength is null)
            return HttpMethods.IsHead(response.HttpContext.Request.Method);

        try
        {
            await response.CompleteAsync().ConfigureAwait(false);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    // The client must not take the part it got for the whole. The connection may be cut already: by a file result, or by Kestrel, where a write was
    // waiting for the client when its token fired.
    private void Abort(HttpContext httpContext, RequestRun run, string reason)
    {
        RequestLog.Aborted(logger, reason);
        if (!run.IsAborted)
            httpContext.Abort();
    }
}
