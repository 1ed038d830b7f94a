using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Logging;
using Plumbline.AspNetCore.Deadlines;

namespace Plumbline.AspNetCore.Pipeline;

/// <summary>What becomes of the response when the context ended before the pipeline did.</summary>
internal sealed class RequestEnding(RequestContextOptions options, RequestMetrics metrics, ILogger<RequestContextMiddleware> logger)
{
    private static readonly CancellationToken _canceled = new(canceled: true);
    private int _hasWarned;

    /// <summary>Answers, aborts, or leaves alone.</summary>
    /// <param name="run">The way of the request through the pipeline, which is over; it has the server's own features again.</param>
    /// <param name="failure">What the pipeline threw; null if it returned.</param>
    internal async Task FinishAsync(RequestRun run, Exception? failure)
    {
        if (IsToldFurtherIn(run))
        {
            if (run.IsAborted)
                run.HttpContext.RequestAborted = _canceled;
            return;
        }

        MarkTold(run, run.End);
        metrics.CountEnded(run);
        PreventCaching(run.HttpContext);
        var response = run.HttpContext.Response;
        var reason = ReasonOf(run, failure);
        if (run.End is RequestEnd.ClientGone or RequestEnd.Aborted)
            GiveUp(run, reason, failure);
        else if (failure is null && !run.IsAborted && IsGrpcAnswered(run))
            RequestLog.LeftAlone(logger, run.Endpoint.Name, reason);
        else if (!response.HasStarted && (failure is not null || run.IsAbortHeldBack || IsCutShort(response)))
            await AnswerAsync(run, reason).ConfigureAwait(false);
        else if (!response.HasStarted || await IsToStandAsync(run, failure).ConfigureAwait(false))
            RequestLog.LeftAlone(logger, run.Endpoint.Name, reason);
        else
            await AbortAsync(run, reason).ConfigureAwait(false);
    }

    /// <summary>Counts and logs a request that failed in a way of its own after its context had ended: what it threw goes on, and is answered further out.</summary>
    internal void NoteFailed(RequestRun run)
    {
        if (IsToldFurtherIn(run))
            return;

        MarkTold(run, run.End);
        metrics.CountEnded(run);
        RequestLog.Failed(logger, run.Endpoint.Name, ReasonOf(run, failure: null));
    }

    // One further in has said and done all there is, if it was told of the same end.
    private static bool IsToldFurtherIn(RequestRun run) => run.ExtraOrNull is { } extra && extra.IsTold(run.End);

    private static void MarkTold(RequestRun run, RequestEnd end) => run.ExtraOrNull?.Pass.Outer?.Extra.MarkTold(end);

    private static bool IsGrpcAnswered(RequestRun run) =>
        GrpcAnswer.IsFor(run.HttpContext) && GrpcAnswer.IsGiven(run.HttpContext, run.End);

    // What the framework throws when its token fires says neither which budget nor whose.
    private static string ReasonOf(RequestRun run, Exception? failure) =>
        failure is DeadlineExceededException || (failure is ContextCanceledException && run.Guard is null) ? failure.Message : run.Reason;

    // A cache outside sees a pipeline that returned, and would keep the half or the 504 for others.
    private static void PreventCaching(HttpContext httpContext)
    {
        if (httpContext.Features.Get<IOutputCacheFeature>() is { } cache)
            cache.Context.AllowCacheStorage = false;
    }

    // Nobody reads it; the status is for access logs.
    private void GiveUp(RequestRun run, string reason, Exception? failure)
    {
        var response = run.HttpContext.Response;
        if (!response.HasStarted && (failure is not null || response.StatusCode < StatusCodes.Status400BadRequest))
        {
            response.Clear();
            response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }

        RequestLog.GivenUp(logger, run.Endpoint.Name, reason);
    }

    private async Task AnswerAsync(RequestRun run, string reason)
    {
        var response = run.HttpContext.Response;
        var isGrpc = GrpcAnswer.IsFor(run.HttpContext);
        var hasBytes = HasBytes(response);
        response.Clear();
        if (run.End == RequestEnd.HostStopping)
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            response.Headers.RetryAfter = "1";
        }
        else
        {
            response.StatusCode = StatusCodes.Status504GatewayTimeout;
            response.Headers[ContextHeaders.DeadlineExceeded] = run.Owner.ToText();
        }

        LogAnswer(run, reason, isGrpc);
        if (isGrpc)
            GrpcAnswer.Give(response, run.End);

        // What was written and not flushed cannot be taken back: it is the body then.
        if (isGrpc || hasBytes || run.Gone.IsCancellationRequested)
            return;

        try
        {
            await options.Answer(run.HttpContext, run.Context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (run.Gone.IsCancellationRequested)
        {
            // Its client left while it was being told. The log has said why it is told anything.
        }
    }

    private void LogAnswer(RequestRun run, string reason, bool isGrpc)
    {
        if (isGrpc)
            RequestLog.GrpcEnded(logger, run.Endpoint.Name, GrpcAnswer.StatusOf(run.End), reason);
        else if (run.End == RequestEnd.HostStopping)
            RequestLog.Stopping(logger, run.Endpoint.Name, reason);
        else
            RequestLog.TimedOut(logger, run.Endpoint.Name, reason);
    }

    // Writers that are given no token take RequestAborted and swallow its end: WriteAsJsonAsync, returned sequences and files say what they are going to
    // send, and send nothing, as if nothing had happened. An answer that has no body and announces none is whole.
    private bool IsCutShort(HttpResponse response)
    {
        if (response.StatusCode == StatusCodes.Status499ClientClosedRequest)
        {
            // An exception handler further in sees RequestAborted fired and concludes that the client left.
            if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
                RequestLog.TakenForGone(logger);
            return true;
        }

        // What forwarders answer to a forward that was canceled.
        if (response is { StatusCode: StatusCodes.Status400BadRequest or StatusCodes.Status502BadGateway, ContentType: null, ContentLength: null or 0 })
            return !HasBytes(response);

        return response.StatusCode < StatusCodes.Status300MultipleChoices
            && (response.ContentType is not null || response.ContentLength > 0 || HasBytes(response));
    }

    private static bool HasBytes(HttpResponse response) => response.BodyWriter is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 };

    private static async Task<bool> IsToStandAsync(RequestRun run, Exception? failure)
    {
        if (run.IsCompleted || LongLived.IsUpgraded(run.HttpContext))
            return true;
        if (run.IsAborted || run.IsAbortHeldBack)
            return false;

        // An answer that says failure has said what matters, even if it is cut short. Not where its writer threw: nobody knows what it was to be.
        var response = run.HttpContext.Response;
        return (failure is null && response.StatusCode >= StatusCodes.Status400BadRequest) || await IsWholeAsync(response).ConfigureAwait(false);
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
    private async Task AbortAsync(RequestRun run, string reason)
    {
        var httpContext = run.HttpContext;
        RequestLog.Aborted(logger, run.Endpoint.Name, reason);
        if (!run.IsAborted)
        {
            // To one further out that is an abort, which is no news.
            MarkTold(run, RequestEnd.Aborted);
            httpContext.Abort();
        }

        // The server's own token fires a moment later. What is further out asks for it now, to see whether the response is worth keeping.
        httpContext.RequestAborted = _canceled;
        try
        {
            // Response caching does not ask. It drops what passed through it when a write fails, so one has to.
            await httpContext.Response.Body.FlushAsync(_canceled).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // That is what it is for.
        }
    }
}
