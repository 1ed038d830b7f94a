using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Plumbline.AspNetCore.Deadlines;

namespace Plumbline.AspNetCore.Pipeline;

/// <summary>One way of a request through the pipeline: its context, and what happened to its connection and response meanwhile.</summary>
/// <remarks>
/// Stands in for two of the server's features, because the server does not tell who aborted a request and whether a response is complete. Hands
/// everything on, except for an abort that comes of the context's own end while there still is something to answer.
/// </remarks>
internal sealed class RequestRun : IHttpRequestLifetimeFeature, IHttpResponseBodyFeature
{
    private readonly HttpContext _httpContext;
    private readonly IHttpRequestLifetimeFeature _lifetime;
    private readonly IHttpResponseBodyFeature _body;
    private readonly HostContexts _host;
    private readonly CancelScope _scope;
    private readonly CancellationTokenRegistration _gone;
    private readonly CancelScope _guardScope;
    private readonly Lock? _guardLock;

    internal RequestRun(HttpContext httpContext, Context parent, EndpointLimit limit, HostContexts host)
    {
        _httpContext = httpContext;
        _host = host;
        Gone = httpContext.RequestAborted;
        Limit = limit.Limit;
        _lifetime = httpContext.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        _body = httpContext.Features.GetRequiredFeature<IHttpResponseBodyFeature>();

        var isGuarded = !limit.IsOwn && !Limit.IsInfinite && LongLived.MayBecome(httpContext);
        var (duration, _, member, file, line) = isGuarded ? RequestLimit.None : Limit;
        _scope = parent.WithTimeout(duration, out var ctx, cause: null, member, file, line);
        Context = ctx;
        RequestAborted = ctx;
        if (isGuarded)
        {
            // The guard runs beside the request and looks at it, so never after the request is over: then the server gives the object to another.
            _guardLock = new Lock();
            _guardScope = parent.WithTimeout(Limit.Duration, out var guard, cause: null, Limit.Member, Limit.File, Limit.Line);
            guard.Register(static held => held.Run.EndUnlessLongLived(held.Guard), (Run: this, Guard: guard));
        }

        _gone = Gone.UnsafeRegister(static self => ((RequestRun)self!).EndAsGone(), this);
    }

    internal Context Context { get; }

    /// <summary>What limits the request; for one that may become long-lived, until it has.</summary>
    internal RequestLimit Limit { get; }

    /// <summary>The server's own token.</summary>
    internal CancellationToken Gone { get; }

    internal bool IsAborted { get; private set; }

    /// <summary>Whether somebody wanted to abort what can still be answered.</summary>
    internal bool IsAbortHeldBack { get; private set; }

    internal bool IsCompleted { get; private set; }

    internal bool IsOver { get; private set; }

    internal RequestEnd End => Context.Status == ContextStatus.DeadlineExceeded
        ? RequestEnd.Deadline
        : Context.Cause switch
        {
            TimeoutException => RequestEnd.Deadline,
            HostStoppingException => RequestEnd.HostStopping,
            RequestAbortedException => RequestEnd.Aborted,
            _ => RequestEnd.ClientGone,
        };

    public CancellationToken RequestAborted { get; set; }

    public Stream Stream => _body.Stream;

    public PipeWriter Writer => _body.Writer;

    public void Abort()
    {
        if (Context.IsDone && !Gone.IsCancellationRequested && !_httpContext.Response.HasStarted)
        {
            // File results abort when their token fires, lest an empty answer go out. A 504 is better.
            IsAbortHeldBack = true;
            return;
        }

        IsAborted = true;
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
        var features = _httpContext.Features;
        features.Set(this);
        features.Set<IHttpRequestLifetimeFeature>(this);
        features.Set<IHttpResponseBodyFeature>(this);
    }

    /// <summary>Gives the server its features back.</summary>
    internal void Uninstall()
    {
        var features = _httpContext.Features;
        if (ReferenceEquals(features.Get<IHttpRequestLifetimeFeature>(), this))
            features.Set(_lifetime);
        else
            _httpContext.RequestAborted = Gone;

        // Somebody further in may have left a stream of its own, which stays.
        if (ReferenceEquals(features.Get<IHttpResponseBodyFeature>(), this))
            features.Set(_body);

        if (_guardLock is null)
        {
            IsOver = true;
            return;
        }

        lock (_guardLock)
            IsOver = true;
    }

    /// <summary>Ends the context.</summary>
    internal void Leave()
    {
        // Not waited for: what may be running touches nothing of the request's.
        _gone.Unregister();
        _scope.Dispose();
        _guardScope.Dispose();
    }

    private async Task CompleteSlowAsync(Task completing)
    {
        await completing.ConfigureAwait(false);
        IsCompleted = true;
    }

    private void EndAsGone() =>
        _scope.Cancel(_host.IsGraceOver ? new HostStoppingException() : new ClientDisconnectedException());

    private void EndUnlessLongLived(Context guard)
    {
        lock (_guardLock!) // The guard was made after it.
        {
            if (!IsOver && !LongLived.HasBecome(_httpContext))
                _scope.Cancel(guard.Cause);
        }
    }
}
