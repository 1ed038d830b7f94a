using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Plumbline.AspNetCore.Binding;
using Plumbline.AspNetCore.Deadlines;

namespace Plumbline.AspNetCore.Pipeline;

/// <summary>One pass of a request through the pipeline: its context, and what happened to its connection and response meanwhile.</summary>
/// <remarks>
/// Stands in for two of the server's features, because the server does not tell who aborted a request and whether a response is complete. Hands
/// everything on, except for an abort that comes of the context's own end while there still is something to answer. There is one for every request, so
/// what few requests need is in <see cref="RunExtra"/>.
/// </remarks>
internal sealed class RequestRun : RequestServicesFront, IHttpRequestLifetimeFeature, IHttpResponseBodyFeature
{
    private readonly IHttpRequestLifetimeFeature _lifetime;
    private readonly IHttpResponseBodyFeature _body;
    private readonly CancelScope _scope;
    private readonly CancellationTokenRegistration _gone;
    private RunExtra? _extra;

    internal RequestRun(HttpContext httpContext, RequestPass pass, EndpointLimit endpoint, in RequestBudget budget, RequestContextMiddleware middleware)
        : base(httpContext)
    {
        // Twice in one pipeline: the inner context is below the outer one, which knows the cause.
        var parent = pass.Outer is null ? middleware.Host.Branch : pass.Outer.Context;
        if (!pass.IsFirst)
            Extra.Pass = pass;

        HeardAt = pass.HeardAt;
        Middleware = middleware;
        Endpoint = endpoint;
        Owner = budget.Owner;
        _lifetime = httpContext.Features.Get<IHttpRequestLifetimeFeature>() ?? AddLifetime(httpContext);
        _body = httpContext.Features.GetRequiredFeature<IHttpResponseBodyFeature>();

        var isGuarded = budget.IsWithdrawable && LongLived.MayBecome(httpContext);

        // A context without a deadline of its own is smaller.
        _scope = isGuarded || budget.IsInfinite
            ? parent.WithCancel(out var ctx, "the request", "", 0)
            : parent.WithTimeout(budget.Left, out ctx, cause: null, budget.Member, budget.File, budget.Line);
        Context = ctx;
        if (isGuarded)
            WatchOver(parent, budget);

        _gone = _lifetime.RequestAborted.UnsafeRegister(static self => ((RequestRun)self!).EndAsGone(), this);
    }

    internal RequestContextMiddleware Middleware { get; }

    internal EndpointLimit Endpoint { get; }

    /// <summary>What the rest of the pipeline returned.</summary>
    internal Task Next { get; set; } = Task.CompletedTask;

    /// <summary>Where <see cref="RunningRequests"/> has it; <see cref="RunningRequests.NoSlot"/> before and after.</summary>
    internal int Slot { get; set; } = RunningRequests.NoSlot;

    /// <summary>Whose deadline it is; for a request that may become long-lived, until it has.</summary>
    internal DeadlineOwner Owner { get; }

    /// <summary>Whether the request had passed the middleware before: an error page runs the pipeline again.</summary>
    internal bool IsAgain => ExtraOrNull is { Pass.IsAgain: true };

    internal bool IsAborted { get; private set; }

    /// <summary>Whether somebody wanted to abort what can still be answered.</summary>
    internal bool IsAbortHeldBack { get; private set; }

    internal bool IsCompleted { get; private set; }

    internal bool IsOver => Slot == RunningRequests.NoSlot;

    /// <summary>The server's own token.</summary>
    internal CancellationToken Gone => _lifetime.RequestAborted;

    internal RunExtra Extra => Volatile.Read(ref _extra) ?? AddExtra();

    internal RunExtra? ExtraOrNull => Volatile.Read(ref _extra);

    internal RequestEnd End => Context.Status == ContextStatus.DeadlineExceeded
        ? RequestEnd.Deadline
        : Context.Cause switch
        {
            TimeoutException => RequestEnd.Deadline,
            HostStoppingException => RequestEnd.HostStopping,
            RequestAbortedException => RequestEnd.Aborted,
            _ => RequestEnd.ClientGone,
        };

    /// <summary>The context that ended this one, which has no deadline itself, at its deadline; null where there is none, or it did not.</summary>
    internal Context? Guard => End == RequestEnd.Deadline && ExtraOrNull is { Guard.Status: ContextStatus.DeadlineExceeded } extra ? extra.Guard : null;

    /// <summary>Why the context is done, which it is: with the budget, and where that was set.</summary>
    internal string Reason => (Guard ?? Context).ToException()!.Message;

    public CancellationToken RequestAborted
    {
        get => ExtraOrNull is { HasToken: true } extra ? extra.Token : Context.Token;
        set => Extra.Token = value;
    }

    public Stream Stream => _body.Stream;

    public PipeWriter Writer => _body.Writer;

    public void Abort()
    {
        if (Context.IsDone && !Gone.IsCancellationRequested && !HttpContext.Response.HasStarted)
        {
            // File results abort when their token fires, lest an empty answer go out. A 504 is better.
            IsAbortHeldBack = true;
            return;
        }

        IsAborted = true;
        Extra.MarkEnded(Middleware.Clock);
        _scope.Cancel(new RequestAbortedException());
        _lifetime.Abort();
    }

    public void DisableBuffering() => _body.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => _body.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        _body.SendFileAsync(path, offset, count, cancellationToken);

    public Task CompleteAsync()
    {
        var completing = _body.CompleteAsync();
        if (completing.IsCompletedSuccessfully)
        {
            IsCompleted = true;
            return completing;
        }

        return CompleteSlowAsync(completing);
    }

    internal void Install()
    {
        var features = HttpContext.Features;
        features.Set(this);
        features.Set<IHttpRequestLifetimeFeature>(this);
        features.Set<IHttpResponseBodyFeature>(this);
        PutInFront();
    }

    /// <summary>Gives the server its features back.</summary>
    internal void Uninstall()
    {
        TakeAway();
        var features = HttpContext.Features;
        if (ReferenceEquals(features.Get<IHttpRequestLifetimeFeature>(), this))
            features.Set(_lifetime);
        else
            HttpContext.RequestAborted = Gone;

        // Somebody further in may have left a stream of its own, which stays.
        if (ReferenceEquals(features.Get<IHttpResponseBodyFeature>(), this))
            features.Set(_body);

        if (ExtraOrNull is not { } extra)
            return;

        extra.EndGuard();
        if (extra.Pass.Outer is { IsOver: false } outer)
        {
            outer.Extra.Inner = this;
            features.Set(outer);
        }
    }

    /// <summary>Ends the context.</summary>
    internal void Leave()
    {
        // Not waited for: what may be running touches nothing of the request's.
        _gone.Unregister();
        _scope.Dispose();
        if (ExtraOrNull is { } extra)
        {
            extra.GuardRegistration.Unregister();
            extra.GuardScope.Dispose();
        }
    }

    // No server is without; a context that a test made is until somebody asks.
    private static HttpRequestLifetimeFeature AddLifetime(HttpContext httpContext)
    {
        var made = new HttpRequestLifetimeFeature();
        httpContext.Features.Set<IHttpRequestLifetimeFeature>(made);
        return made;
    }

    private RunExtra AddExtra()
    {
        // Who ends the context and who replaces its token may meet here.
        var made = new RunExtra();
        return Interlocked.CompareExchange(ref _extra, made, null) ?? made;
    }

    private async Task CompleteSlowAsync(Task completing)
    {
        await completing.ConfigureAwait(false);
        IsCompleted = true;
    }

    private void EndAsGone()
    {
        Extra.MarkEnded(Middleware.Clock);
        _scope.Cancel(Middleware.Host.IsGraceOver ? new HostStoppingException() : new ClientDisconnectedException());
    }

    // Runs beside the request and looks at it, so never after the request is over: then the server gives the object to another.
    private void WatchOver(Context parent, in RequestBudget budget)
    {
        var extra = Extra;
        extra.GuardScope = parent.WithTimeout(budget.Left, out var guard, cause: null, budget.Member, budget.File, budget.Line);
        extra.Guard = guard;
        extra.GuardRegistration = guard.Register(static run => run.EndUnlessLongLived(), this);
    }

    private void EndUnlessLongLived()
    {
        var extra = Extra;
        lock (extra.GuardLock)
        {
            if (extra.IsGuardOver || LongLived.HasBecome(HttpContext))
                return;

            extra.MarkEnded(Middleware.Clock);
            _scope.Cancel(extra.Guard.Cause);
        }
    }
}
