using System.Net;

namespace Plumbline.Http.Internal;

/// <summary>Ties a response's unread body to a context: when the context is done, the server is told and reads fail.</summary>
[ContextCarrier]
internal sealed class BodyBinding
{
    // Invariants
    //   1. The inner body is used either by readers or, once none is left, by the one who abandons it; never by both:
    //      the streams of SocketsHttpHandler, and decompression on top of them, are not safe for that.
    //   2. The phase only moves forward, and may skip one: Open, Complete, Ending, Over.
    //      Only the code that moves it to Over disposes the inner body.
    //   3. Nothing stays registered on the context once the body was read to its end or disposed.
    //   4. Reads run under a source of their own, linked to the context, so that closing can end them. Not under a child: the
    //      exception of a read would then, once closed, pass for one that a context has canceled.
    private readonly Lock _gate = new();
    private readonly IContextCarrier _call;

    // Not the carrier's, which a handler may have replaced.
    private readonly Context _ctx;
    private readonly HttpContent _body;
    private readonly bool _endsByDispose;
    private readonly CancellationTokenSource _reads;
    private readonly CancellationToken _readsToken;
    private ContextRegistration _registration;
    private Phase _phase;
    private int _readers;
    private bool _isClosed;
    private long _bytesRead;

    private BodyBinding(Context ctx, IContextCarrier call, HttpResponseMessage response)
    {
        _ctx = ctx;
        _call = call;
        _body = response.Content;
        _reads = CancellationTokenSource.CreateLinkedTokenSource(ctx.Token);
        _readsToken = _reads.Token;

        // Disposing resets an HTTP/2 or HTTP/3 stream at once. An HTTP/1.1 body would be drained first, for up to
        // two seconds in which the server works on; only a cancelled read closes the connection there.
        _endsByDispose = response.Version.Major >= 2;
    }

    private enum Phase
    {
        Open,
        Complete,
        Ending,
        Over,
    }

    /// <summary>Replaces the response's content by one that ends with the context.</summary>
    /// <returns>The binding; null where there is no body, or for a context that is never done, which leaves the response as it is.</returns>
    internal static BodyBinding? Bind(Context ctx, HttpResponseMessage response, IContextCarrier call)
    {
        if (!ctx.Token.CanBeCanceled || !HasBody(response, call))
            return null;

        var binding = new BodyBinding(ctx, call, response);
        response.Content = new BoundContent(response.Content, binding);

        // Not on the token of the reads, which would take less: a foreign stream that blocks would hold up all that hangs on the context's token.
        binding._registration = ctx.Register(static body => body.EndAsync(), binding);
        return binding;
    }

    /// <summary>Whether there is anything to read, whatever the headers announce: if not, the response is whole and needs its context no more.</summary>
    /// <remarks>RFC 9112, section 6.3.</remarks>
    internal static bool HasBody(HttpResponseMessage response, IContextCarrier call) =>
        call.Record.Method != HttpMethod.Head && response.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified);

    /// <summary>Starts a use of the inner body; every one that returned is followed by <see cref="Exit"/>.</summary>
    internal void Enter()
    {
        var isDone = false;
        lock (_gate)
        {
            if (_phase != Phase.Complete)
            {
                isDone = _ctx.IsDone;
                ObjectDisposedException.ThrowIf(!isDone && _phase is Phase.Ending or Phase.Over, typeof(HttpContent));
            }

            if (!isDone)
                _readers++;
        }

        // Outside the lock: the message asks the context's clock, which is the caller's code.
        if (isDone)
            throw Error();
    }

    /// <summary>Ends a use of the inner body.</summary>
    /// <param name="atEnd">Whether the body was read to its end, so that the context no longer matters to it.</param>
    /// <param name="bytes">How many bytes it has got.</param>
    internal void Exit(bool atEnd, int bytes = 0)
    {
        var abandon = false;
        var unlink = false;
        lock (_gate)
        {
            _bytesRead += bytes;
            _readers--;
            if (_phase == Phase.Ending && _readers == 0)
            {
                _phase = Phase.Over;
                abandon = true;
            }
            else if (_phase == Phase.Open && atEnd)
            {
                _phase = Phase.Complete;
                unlink = true;
            }
        }

        if (unlink)
            Unlink();
        if (abandon)
            AbortedRead.Forget(AbandonAsync());
    }

    /// <summary>The response, or the stream handed out for it, was disposed.</summary>
    internal void Close()
    {
        var cancel = false;
        var dispose = false;
        var abandon = false;
        bool unlink;
        lock (_gate)
        {
            if (_isClosed)
                return;

            _isClosed = true;
            unlink = _phase != Phase.Complete;
            if (_readers > 0)
            {
                // Canceling ends the pending read, and its Exit does the rest (1).
                _phase = Phase.Ending;
                cancel = unlink;
            }
            else if (_phase != Phase.Over)
            {
                // Done, but the callback has not run and now never will: the server is still to be told.
                abandon = _phase == Phase.Open && _ctx.IsDone;
                dispose = !abandon;
                _phase = Phase.Over;
            }
        }

        // Outside the lock: what is canceled may run the reader's code.
        if (cancel)
            _reads.Cancel();
        if (unlink)
            Unlink();
        if (abandon)
            AbortedRead.Forget(AbandonAsync());
        if (dispose)
            _body.Dispose();
    }

    /// <summary>The context is done.</summary>
    internal Task EndAsync()
    {
        var now = _ctx.Clock.GetTimestamp();
        bool isRead;
        lock (_gate)
        {
            if (_phase != Phase.Open)
                return Task.CompletedTask;

            _call.Record.Stop(now);
            isRead = _readers > 0;

            // With a read pending, the context's token ends that read, and its Exit does the rest (1).
            _phase = isRead ? Phase.Ending : Phase.Over;
        }

        HttpMetrics.Ended(_ctx, CallPhase.Body);
        return isRead ? Task.CompletedTask : AbandonAsync();
    }

    /// <summary>The token a read runs under: the body's, and the caller's where that is another one.</summary>
    /// <returns>What is to be disposed after the read, before <see cref="Exit"/>; null when nothing had to be linked.</returns>
    internal CancellationTokenSource? LinkRead(CancellationToken callers, out CancellationToken token)
    {
        lock (_gate)
        {
            if (_phase == Phase.Complete)
            {
                // The end again, whatever has become of the context.
                token = callers;
                return null;
            }
        }

        return Link(callers, _readsToken, out token);
    }

    /// <summary>The token a write runs under: the context's, and the caller's where that is another one.</summary>
    /// <returns>What is to be disposed after the write; null when nothing had to be linked.</returns>
    /// <remarks>Not the token of the reads: disposing ends those, and leaves it to the stream what becomes of a write.</remarks>
    internal CancellationTokenSource? LinkWrite(CancellationToken callers, out CancellationToken token) =>
        Link(callers, _ctx.Token, out token);

    private CancellationTokenSource? Link(CancellationToken callers, CancellationToken own, out CancellationToken token)
    {
        if (!callers.CanBeCanceled || callers == _ctx.Token)
        {
            token = own;
            return null;
        }

        var linked = CancellationTokenSource.CreateLinkedTokenSource(callers, own);
        token = linked.Token;
        return linked;
    }

    /// <returns>What to throw instead of <paramref name="exception"/>, or null when neither context nor caller ended the read, nor disposal.</returns>
    internal Exception? Translate(Exception exception, CancellationToken callers)
    {
        // Ended by us, so whatever the inner stream says about it (aborted, disposed, reset) is our doing.
        if (_ctx.IsDone && (exception is OperationCanceledException || IsEnded()))
            return Error();

        if (exception is not OperationCanceledException || !callers.IsCancellationRequested)
            return IsEnded() ? new ObjectDisposedException("The response was disposed of while its body was in use.", exception) : null;

        // It carries the linked token; the caller's may lead back to a context, whose error says more.
        var canceled = new OperationCanceledException(exception.Message, exception, callers);
        return canceled.IsDeadlineExceeded() || canceled.IsCanceled()
            ? Context.From(callers).ToException(Describe())
            : canceled;
    }

    // Once: by the read that reached the end, or by who closed before that.
    private void Unlink()
    {
        _registration.Unregister();
        _reads.Dispose();
    }

    private Exception Error() => _ctx.ToException(Describe())!;

    private string Describe()
    {
        long bytes;
        lock (_gate)
            bytes = _bytesRead;

        return CallErrors.Describe(_ctx, _call, bytes);
    }

    private bool IsEnded()
    {
        lock (_gate)
            return _phase is Phase.Ending or Phase.Over;
    }

    private async Task AbandonAsync()
    {
        try
        {
            if (!_endsByDispose)
                await AbortedRead.RunAsync(_body).ConfigureAwait(false);
        }
        finally
        {
            _body.Dispose();
        }
    }
}
