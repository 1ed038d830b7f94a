namespace Plumbline.Http.Internal;

/// <summary>Ties a response's unread body to a context: when the context is done, the server is told and reads fail.</summary>
internal sealed class BodyBinding
{
    // Invariants
    //   1. The inner body is used either by readers or, once none is left, by the one who abandons it; never by both:
    //      the streams of SocketsHttpHandler, and decompression on top of them, are not safe for that.
    //   2. A phase only moves forward: Open, then Ending or Complete, then Over.
    //      Who moves it to Over, and nobody else, disposes the inner body.
    //   3. Nothing stays registered on the context once the body was read to its end or disposed.
    private readonly Lock _gate = new();
    private readonly Context _ctx;
    private readonly HttpOperation _operation;
    private readonly HttpContent _body;
    private readonly bool _endsByDispose;
    private ContextRegistration _registration;
    private Phase _phase;
    private int _readers;

    private BodyBinding(Context ctx, HttpOperation operation, HttpContent body, Version version)
    {
        _ctx = ctx;
        _operation = operation;
        _body = body;

        // Disposing resets an HTTP/2 or HTTP/3 stream at once. An HTTP/1.1 body would be drained first, for up to
        // two seconds in which the server works on; only a cancelled read closes the connection there.
        _endsByDispose = version.Major >= 2;
    }

    private enum Phase
    {
        Open,
        Ending,
        Complete,
        Over,
    }

    /// <summary>Replaces the response's content by one that ends with the context.</summary>
    /// <returns>The binding; null for a context that is never done, which leaves the response as it is.</returns>
    internal static BodyBinding? Bind(HttpResponseMessage response, Context ctx, HttpOperation operation)
    {
        if (!ctx.Token.CanBeCanceled)
            return null;

        var binding = new BodyBinding(ctx, operation, response.Content, response.Version);
        response.Content = new BoundContent(response.Content, binding);
        binding._registration = ctx.Register(static body => body.EndAsync(), binding);
        return binding;
    }

    /// <summary>Starts a use of the inner body; every one that returned is followed by <see cref="Exit"/>.</summary>
    internal void Enter()
    {
        lock (_gate)
        {
            if (_phase != Phase.Complete)
            {
                _operation.ThrowIfDone(_ctx);
                ObjectDisposedException.ThrowIf(_phase == Phase.Over, typeof(HttpContent));
            }

            _readers++;
        }
    }

    /// <summary>Ends a use of the inner body.</summary>
    /// <param name="atEnd">Whether the body was read to its end, so that the context no longer matters to it.</param>
    internal void Exit(bool atEnd)
    {
        var abandon = false;
        lock (_gate)
        {
            _readers--;
            if (_phase == Phase.Ending && _readers == 0)
            {
                _phase = Phase.Over;
                abandon = true;
            }
            else if (_phase == Phase.Open && atEnd)
            {
                _phase = Phase.Complete;
            }
        }

        if (atEnd)
            _registration.Unregister();
        if (abandon)
            _ = AbandonAsync();
    }

    /// <summary>The response, or the stream handed out for it, was disposed.</summary>
    internal void Close()
    {
        _registration.Unregister();
        bool abandon;
        lock (_gate)
        {
            // Done, but the callback has not run and now never will: the server is still to be told.
            if (_phase == Phase.Open && _ctx.IsDone)
                _phase = Phase.Ending;
            if (_phase == Phase.Over || (_phase == Phase.Ending && _readers > 0))
                return;

            abandon = _phase == Phase.Ending;
            _phase = Phase.Over;
        }

        if (abandon)
            _ = AbandonAsync();
        else
            _body.Dispose();
    }

    /// <summary>The context is done.</summary>
    internal Task EndAsync()
    {
        lock (_gate)
        {
            if (_phase != Phase.Open)
                return Task.CompletedTask;

            // With a read pending, the context's token ends that read, and its Exit does the rest (1).
            _phase = _readers > 0 ? Phase.Ending : Phase.Over;
            if (_phase == Phase.Ending)
                return Task.CompletedTask;
        }

        return AbandonAsync();
    }

    /// <summary>The token a read runs under: the context's, and the caller's where that is another one.</summary>
    /// <returns>What is to be disposed after the read; null when nothing had to be linked.</returns>
    internal CancellationTokenSource? Link(CancellationToken callers, out CancellationToken token)
    {
        var own = _ctx.Token;
        if (!callers.CanBeCanceled || callers == own)
        {
            token = own;
            return null;
        }

        var linked = CancellationTokenSource.CreateLinkedTokenSource(callers, own);
        token = linked.Token;
        return linked;
    }

    /// <returns>What to throw instead of <paramref name="exception"/>, or null when neither context nor caller ended the read.</returns>
    internal Exception? Translate(Exception exception, CancellationToken callers)
    {
        // Ended by us, so whatever the inner stream says about it (aborted, disposed, reset) is our doing.
        if (_ctx.IsDone && (exception is OperationCanceledException || IsEnded()))
            return _ctx.ToException(_operation.ToString());

        if (exception is not OperationCanceledException || !callers.IsCancellationRequested)
            return null;

        // It carries the linked token; the caller's may lead back to a context, whose error says more.
        var canceled = new OperationCanceledException(exception.Message, exception, callers);
        return canceled.IsDeadlineExceeded() || canceled.IsCanceled()
            ? Context.From(callers).ToException(_operation.ToString())
            : canceled;
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
