using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Plumbline.AspNetCore.Deadlines;
using Plumbline.AspNetCore.Incoming;

namespace Plumbline.AspNetCore.Pipeline;

/// <summary>Gives every request a context, and turns its end into what the client sees.</summary>
internal sealed class RequestContextMiddleware(
    RequestDelegate next,
    HostContexts host,
    RequestContextOptions options,
    IncomingDeadlineReader incoming,
    RunningRequests running,
    RequestMetrics metrics,
    ILogger<RequestContextMiddleware> logger)
{
    // What a request returned whose handler was not started.
    private static readonly Task _notStarted = Task.FromResult(false);

    private readonly EndpointLimits _limits = new(options);
    private readonly RequestEnding _ending = new(options, metrics, logger);
    private int _hasWarned;

    internal HostContexts Host => host;

    internal TimeProvider Clock { get; } = host.Stopping.Clock;

    // Not asynchronous itself: an asynchronous method that waits has a box on the heap, and most handlers that are fast return without waiting.
    public Task InvokeAsync(HttpContext httpContext)
    {
        if (Begin(httpContext) is not { } run)
            return Task.CompletedTask;

        // What is over before it begins starts no user code.
        run.Next = run.Context.IsDone ? _notStarted : Start(httpContext);
        if (!run.Next.IsCompletedSuccessfully || run.Context.IsDone)
            return EndAsync(run);

        Return(run);
        run.Leave();
        return Task.CompletedTask;
    }

    // It has one parameter, and keeps nothing across a wait: all of that would be in the box of every request.
    private static async Task EndAsync(RequestRun run)
    {
        await run.Next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await run.Middleware.FinishAsync(run).ConfigureAwait(false);
        }
        finally
        {
            run.Leave();
        }
    }

    private Task FinishAsync(RequestRun run)
    {
        Return(run);
        running.Judge(run);
        var failure = FailureOf(run);
        if (failure is null && !run.Context.IsDone)
            return Task.CompletedTask;

        return _ending.FinishAsync(run, failure);
    }

    private void Return(RequestRun run)
    {
        running.Remove(run);
        run.Uninstall();
        if (!run.Endpoint.IsRouted)
            WarnIfRoutedLater(run.HttpContext.GetEndpoint());
    }

    // An exception thrown synchronously is treated like one from the task.
    private Task Start(HttpContext httpContext)
    {
        try
        {
            return next(httpContext);
        }
#pragma warning disable CA1031 // Nothing is swallowed: the task is awaited, and throws it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Task.FromException(e);
        }
    }

    /// <summary>What the pipeline threw because its context ended. Anything else goes on.</summary>
    private Exception? FailureOf(RequestRun run)
    {
        if (ReferenceEquals(run.Next, _notStarted))
            return run.Context.ToException();

        try
        {
            run.Next.GetAwaiter().GetResult();
            return null;
        }
        catch (Exception e) when (IsFrom(run.Context, e))
        {
            return e;
        }
        catch when (run.Context.IsDone)
        {
            _ending.NoteFailed(run);
            throw;
        }
    }

    /// <returns>Null for a request that is refused: it has its status.</returns>
    private RequestRun? Begin(HttpContext httpContext)
    {
        var pass = RequestPass.Of(httpContext);
        var endpoint = _limits.For(httpContext.GetEndpoint(), httpContext.Request);
        var sent = endpoint.HearsCaller ? incoming.Read(httpContext, endpoint.MostForCaller, _limits.MostForAnybody, pass) : default;
        if (sent.RefuseWith == StatusCodes.Status400BadRequest)
        {
            httpContext.Response.StatusCode = sent.RefuseWith;
            return null;
        }

        if (sent.Header is not null)
            pass = pass.Heard(Clock);
        var run = new RequestRun(httpContext, pass, endpoint, BudgetOf(httpContext, endpoint, sent, pass), this);

        // Before anything binds: a token parameter takes what RequestAborted holds at that moment.
        running.Add(run);
        run.Install();
        return run;
    }

    private RequestBudget BudgetOf(HttpContext httpContext, EndpointLimit endpoint, in IncomingDeadline sent, RequestPass pass)
    {
        if (sent.Timeout is null && endpoint.Limit.IsInfinite)
            return RequestBudget.Infinite;

        // An error page has a limit of its own.
        var waited = pass.IsAgain ? TimeSpan.Zero : RequestArrival.Charge(httpContext, Clock);
        if (sent.Timeout is { } left)
            return RequestBudget.Sent(left, sent, endpoint, _limits.Maximum, waited);

        var budget = RequestBudget.Of(endpoint, waited);
        if (budget.Left == TimeSpan.Zero && pass.IsFirst)
            incoming.CountExpired();
        return budget;
    }

    private static bool IsFrom(Context ctx, Exception exception) =>
        ctx.IsDone && (exception.IsDeadlineExceeded(ctx) || exception.IsCanceled(ctx));

    private void WarnIfRoutedLater(Endpoint? endpoint)
    {
        if (endpoint?.Metadata.GetMetadata<IDeadlineMetadata>() is not null && Interlocked.Exchange(ref _hasWarned, 1) == 0)
            RequestLog.DeadlineNotApplied(logger, endpoint.DisplayName);
    }
}
