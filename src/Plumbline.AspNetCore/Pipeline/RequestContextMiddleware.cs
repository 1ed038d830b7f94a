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

    // One asynchronous method: each has its own box on the heap, for every request.
    public async Task InvokeAsync(HttpContext httpContext)
    {
        var run = Begin(httpContext, out var isRouted);
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

    private RequestRun Begin(HttpContext httpContext, out bool isRouted)
    {
        var endpoint = httpContext.GetEndpoint();
        isRouted = endpoint is not null;
        var holder = httpContext.RequestServices.GetRequiredService<RequestContextHolder>();

        // Twice in one pipeline: the inner context is below the outer one, which knows the cause.
        var parent = httpContext.Features.Get<RequestRun>() is { IsOver: false } outer ? outer.Context : host.Stopping;
        var run = new RequestRun(httpContext, parent, LimitFor(endpoint), host);

        // Before anything binds: a token parameter takes what RequestAborted holds at that moment.
        holder.Set(run.Context);
        run.Install();
        return run;
    }

    private EndpointLimit LimitFor(Endpoint? endpoint) => _limits.For(endpoint);

    private static bool IsFrom(Exception exception, Context ctx) =>
        ctx.IsDone && (exception.IsDeadlineExceeded(ctx) || exception.IsCanceled(ctx));

    private void WarnIfRoutedLater(Endpoint? endpoint)
    {
        if (endpoint?.Metadata.GetMetadata<IDeadlineMetadata>() is not null && Interlocked.Exchange(ref _hasWarned, 1) == 0)
            RequestLog.DeadlineNotApplied(logger, endpoint.DisplayName);
    }
}
