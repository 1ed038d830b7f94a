using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Plumbline.AspNetCore.Deadlines;

namespace Plumbline.AspNetCore.Pipeline;

/// <summary>Gives every request a context, and turns its end into what the client sees.</summary>
internal sealed class RequestContextMiddleware(
    RequestDelegate next, HostContexts host, RequestContextOptions options, ILogger<RequestContextMiddleware> logger)
{
    private readonly EndpointLimits _limits = new(options);
    private readonly RequestEnding _ending = new(options, logger);
    private int _hasWarned;

    public async Task InvokeAsync(HttpContext httpContext)
    {
        var endpoint = httpContext.GetEndpoint();

        // Twice in one pipeline: the inner context is below the outer one, which knows the cause.
        var parent = httpContext.Features.Get<RequestRun>() is { IsOver: false } outer ? outer.Context : host.Stopping;
        var run = new RequestRun(httpContext, parent, LimitFor(endpoint), host);
        try
        {
            // Before anything binds: a token parameter takes what RequestAborted holds at that moment.
            httpContext.RequestServices.GetRequiredService<RequestContextHolder>().Set(run.Context);
            await InvokeAsync(httpContext, run).ConfigureAwait(false);
        }
        finally
        {
            await run.LeaveAsync().ConfigureAwait(false);
        }

        if (endpoint is null)
            WarnIfRoutedLater(httpContext.GetEndpoint());
    }

    private EndpointLimit LimitFor(Endpoint? endpoint) => _limits.For(endpoint);

    private async Task InvokeAsync(HttpContext httpContext, RequestRun run)
    {
        Exception? failure = null;
        var hasEnded = run.Context.IsDone;
        run.Install();
        try
        {
            // What is over before it begins starts no user code.
            if (!hasEnded)
            {
                await next(httpContext).ConfigureAwait(false);
                hasEnded = run.Context.IsDone;
            }
            else
            {
                failure = run.Context.ToException();
            }
        }
        catch (Exception e) when (IsFrom(e, run.Context))
        {
            failure = e;
            hasEnded = true;
        }
        finally
        {
            run.Uninstall();
        }

        if (hasEnded)
            await _ending.FinishAsync(httpContext, run, failure).ConfigureAwait(false);
    }

    private static bool IsFrom(Exception exception, Context ctx) =>
        ctx.IsDone && (exception.IsDeadlineExceeded(ctx) || exception.IsCanceled(ctx));

    private void WarnIfRoutedLater(Endpoint? endpoint)
    {
        if (endpoint?.Metadata.GetMetadata<IDeadlineMetadata>() is not null && Interlocked.Exchange(ref _hasWarned, 1) == 0)
            RequestLog.DeadlineNotApplied(logger, endpoint.DisplayName);
    }
}
