using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Plumbline.AspNetCore.Deadlines;
using Plumbline.AspNetCore.Incoming;

namespace Plumbline.AspNetCore.Pipeline;

/// <summary>Gives every request a context, and turns its end into what the client sees.</summary>
internal sealed class RequestContextMiddleware(
    RequestDelegate next, HostContexts host, RequestContextOptions options, IncomingDeadlineReader incoming, ILogger<RequestContextMiddleware> logger)
{
    private readonly EndpointLimits _limits = new(options);
    private readonly RequestEnding _ending = new(options, logger);
    private int _hasWarned;

    // One asynchronous method: each has its own box on the heap, for every request.
    public async Task InvokeAsync(HttpContext httpContext)
    {
        if (Begin(httpContext, out var isRouted) is not { } run)
            return;

        try
        {
            // What is over before it begins starts no user code.
            var failure = run.Context.ToException();
            try
            {
                if (failure is null)
                    await next(httpContext).ConfigureAwait(false);
            }
            catch (Exception e) when (IsFrom(e, run.Context))
            {
                failure = e;
            }
            finally
            {
                run.Uninstall();
            }

            if (failure is not null || run.Context.IsDone)
                await _ending.FinishAsync(httpContext, run, failure).ConfigureAwait(false);
        }
        finally
        {
            run.Leave();
        }

        if (!isRouted)
            WarnIfRoutedLater(httpContext.GetEndpoint());
    }

    /// <returns>Null for a request that is refused: it has its status.</returns>
    private RequestRun? Begin(HttpContext httpContext, out bool isRouted)
    {
        var endpoint = httpContext.GetEndpoint();
        isRouted = endpoint is not null;
        var limit = _limits.For(endpoint);
        var sent = limit.HearsCaller ? incoming.Read(httpContext, limit.MostForCaller) : default;
        if (sent.RefuseWith == StatusCodes.Status400BadRequest)
        {
            httpContext.Response.StatusCode = sent.RefuseWith;
            return null;
        }

        var holder = httpContext.RequestServices.GetRequiredService<RequestContextHolder>();

        // Twice in one pipeline: the inner context is below the outer one, which knows the cause.
        var parent = httpContext.Features.Get<RequestRun>() is { IsOver: false } outer ? outer.Context : host.Stopping;
        var run = new RequestRun(httpContext, parent, Limit(limit, sent), host);

        // Before anything binds: a token parameter takes what RequestAborted holds at that moment.
        holder.Set(run.Context);
        run.Install();
        return run;
    }

    private EndpointLimit Limit(EndpointLimit limit, in IncomingDeadline sent)
    {
        if (sent.Timeout is not { } left)
            return limit;

        // Own where it is refused: nobody waits to see whether it becomes a long-lived one.
        var owner = sent.IsCallers ? ContextHeaders.Caller : ContextHeaders.Server;
        var asked = new RequestLimit(left, owner, sent.Origin);
        return limit with { Limit = limit.IsExempt ? asked : asked.Or(_limits.Maximum), IsOwn = limit.IsOwn || sent.RefuseWith != 0 };
    }

    private static bool IsFrom(Exception exception, Context ctx) =>
        ctx.IsDone && (exception.IsDeadlineExceeded(ctx) || exception.IsCanceled(ctx));

    private void WarnIfRoutedLater(Endpoint? endpoint)
    {
        if (endpoint?.Metadata.GetMetadata<IDeadlineMetadata>() is not null && Interlocked.Exchange(ref _hasWarned, 1) == 0)
            RequestLog.DeadlineNotApplied(logger, endpoint.DisplayName);
    }
}
