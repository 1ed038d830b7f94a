using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Plumbline.AspNetCore.Incoming;

namespace Plumbline.AspNetCore.Internal;

/// <summary>Gives every request a context, and turns its end into what the client sees.</summary>
internal sealed class RequestContextMiddleware(
    RequestDelegate next, TimeProvider clock, TimeSpan defaultTimeout, IncomingDeadlineReader incoming, ILogger<RequestContextMiddleware> logger)
{
    private readonly RequestTimeout _default = new(defaultTimeout, "RequestContextOptions.DefaultTimeout", "", 0);

    public async Task InvokeAsync(HttpContext httpContext)
    {
        var gone = httpContext.RequestAborted;
        var endpoint = httpContext.GetEndpoint();
        var timeout = endpoint?.Metadata.GetMetadata<RequestTimeout>() ?? _default;

        // An endpoint that is said to have no limit streams: a caller's deadline is not meant for it.
        var sent = ReferenceEquals(timeout, _default) || timeout.Limit != Timeout.InfiniteTimeSpan
            ? incoming.Read(httpContext, timeout.Limit)
            : default;
        if (sent.RefuseWith == StatusCodes.Status400BadRequest)
        {
            httpContext.Response.StatusCode = sent.RefuseWith;
            return;
        }

        if (sent.Timeout is { } left)
            timeout = new RequestTimeout(left, sent.Origin, "", 0);

        using var cancel = Context.Root(clock).WithTimeout(
            timeout.Limit, out var ctx, cause: null, timeout.Member, timeout.File, timeout.Line);
        if (sent.RefuseWith == StatusCodes.Status504GatewayTimeout)
        {
            AfterThrow(httpContext, ctx, ctx.ToException()!, gone);
            return;
        }

        using var disconnect = gone.UnsafeRegister(
            static scope => ((CancelScope)scope!).Cancel(new ClientDisconnectedException()), cancel);

        // Before anything binds: a token parameter takes what RequestAborted holds at that moment.
        var holder = httpContext.RequestServices.GetRequiredService<RequestContextHolder>();
        holder.Set(ctx);
        httpContext.Features.Set(holder);
        httpContext.RequestAborted = ctx;
        try
        {
            await next(httpContext).ConfigureAwait(false);
            if (ctx.IsDone)
                AfterReturn(httpContext, ctx, gone);
        }
        catch (Exception e) when (IsFrom(e, ctx))
        {
            AfterThrow(httpContext, ctx, e, gone);
        }
        finally
        {
            httpContext.RequestAborted = gone;
        }

        if (endpoint is null && httpContext.GetEndpoint()?.Metadata.GetMetadata<RequestTimeout>() is not null)
            RequestLog.TimeoutNotApplied(logger, httpContext.GetEndpoint()!.DisplayName);
    }

    private static bool IsFrom(Exception exception, Context ctx) =>
        ctx.IsDone && (exception.IsDeadlineExceeded(ctx) || exception.IsCanceled(ctx));

    private void AfterThrow(HttpContext httpContext, Context ctx, Exception exception, CancellationToken gone)
    {
        var response = httpContext.Response;
        if (response.HasStarted)
        {
            Abort(httpContext, exception.Message, gone);
            return;
        }

        response.Clear();
        response.StatusCode = StatusFor(ctx);
        if (response.StatusCode == StatusCodes.Status504GatewayTimeout)
            RequestLog.TimedOut(logger, exception.Message);
        else
            RequestLog.ClientGone(logger, exception.Message);
    }

    // Writers that are given no token take RequestAborted and swallow its end: WriteAsJsonAsync and returned sequences leave
    // half a body behind and return as if nothing had happened.
    private void AfterReturn(HttpContext httpContext, Context ctx, CancellationToken gone)
    {
        var response = httpContext.Response;
        if (response.HasStarted)
        {
            // An answer that says failure has said what matters, even if it is cut short.
            if (response.StatusCode < StatusCodes.Status400BadRequest)
                Abort(httpContext, ctx.ToException()!.Message, gone);
        }
        else if (response.StatusCode == StatusCodes.Status499ClientClosedRequest)
        {
            // An exception handler further in sees RequestAborted fired and concludes that the client left.
            response.StatusCode = StatusFor(ctx);
        }
    }

    private static int StatusFor(Context ctx) =>
        ctx.Status == ContextStatus.DeadlineExceeded
            ? StatusCodes.Status504GatewayTimeout
            : StatusCodes.Status499ClientClosedRequest;

    // The client must not take the part it got for the whole. Who is gone needs no telling.
    private void Abort(HttpContext httpContext, string reason, CancellationToken gone)
    {
        if (gone.IsCancellationRequested)
            return;

        RequestLog.Aborted(logger, reason);
        httpContext.Abort();
    }
}
