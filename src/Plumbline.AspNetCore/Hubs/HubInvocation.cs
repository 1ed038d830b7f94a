using Microsoft.AspNetCore.SignalR;
using Plumbline.AspNetCore.Deadlines;

namespace Plumbline.AspNetCore.Hubs;

/// <summary>The context of one call of a hub method: a scoped service, which ends with the scope, when result or stream has been sent.</summary>
[ContextCarrier]
internal sealed class HubInvocation(HostContexts host) : IDisposable
{
    private CancelScope _scope;
    private CancellationToken _connection;
    private CancellationTokenRegistration _gone;
    private CancellationTokenRegistration _canceled;
    private string _target = "";

    internal Context Context { get; private set; }

    /// <summary>Whether nobody is left to answer: the connection is gone, or the client wants no more of the stream.</summary>
    internal bool IsAbandoned => Context.Cause is ClientDisconnectedException or StreamCanceledException || _connection.IsCancellationRequested;

    internal void Begin(HubInvocationContext invocation, RequestLimit limit)
    {
        _target = invocation.HubMethodName;
        _connection = invocation.Context.ConnectionAborted;
        _scope = host.Stopping.WithTimeout(limit.Duration, out var ctx, cause: null, limit.Member, limit.File, limit.Line);
        Context = ctx;
        _gone = _connection.UnsafeRegister(static self => ((HubInvocation)self!).EndAsGone(), this);
    }

    /// <summary>The context ends with a token of SignalR's, too: that of the stream.</summary>
    internal void EndWith(CancellationToken stream)
    {
        // Once: a method may take the token, and return a sequence that gets it.
        if (_canceled == default)
            _canceled = stream.UnsafeRegister(static self => ((HubInvocation)self!).EndAsCanceled(), this);
    }

    /// <summary>Whether an exception is only the end of the context.</summary>
    internal bool Caused(Exception exception) =>
        Context.IsDone && (exception.IsDeadlineExceeded(Context) || exception.IsCanceled(Context));

    /// <summary>Whether an exception is only the end of the context, and somebody waits for an answer.</summary>
    internal bool IsCutShort(Exception exception) => Caused(exception) && !IsAbandoned;

    /// <summary>What the client is told: SignalR sends on the text of this kind of exception alone.</summary>
    internal HubException ToHubException(Exception exception) =>
        Context.Status == ContextStatus.DeadlineExceeded
            ? new HubException($"The deadline of hub method '{_target}' passed before it was done.", exception)
            : new HubException("The server is stopping; another one, or the next, will take the call.", exception);

    public void Dispose()
    {
        // Not waited for: what may be running only cancels.
        _gone.Unregister();
        _canceled.Unregister();
        _scope.Dispose();
    }

    // The host closes the connections when it begins to stop.
    private void EndAsGone() =>
        _scope.Cancel(host.Draining.IsDone ? new HostStoppingException() : new ClientDisconnectedException());

    // SignalR's token of a stream is linked to the connection's.
    private void EndAsCanceled()
    {
        if (_connection.IsCancellationRequested)
            EndAsGone();
        else
            _scope.Cancel(new StreamCanceledException());
    }
}
