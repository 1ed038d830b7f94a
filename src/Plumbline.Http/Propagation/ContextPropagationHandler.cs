using Plumbline.Http.Internal;

namespace Plumbline.Http;

/// <summary>Tells the service that is called how long its caller will wait: writes what is left of the context's deadline into a header.</summary>
/// <remarks>
/// <para>
/// The context is the request's own, from a ctx-first call or <c>request.WithContext(ctx)</c>; without one it is the one that the
/// token leads to, so that the callee of <c>http.GetAsync(url, ctx)</c> is told as well. Without a deadline nothing is written.
/// </para>
/// <para>
/// The value is computed for each attempt, when it is placed inside a handler that retries. What a ctx-first call or an earlier attempt wrote
/// is replaced; what was set by hand stays if it is smaller, and is replaced if it is not. With less than 1 ms left the request is not sent.
/// </para>
/// <para>
/// A request with a context from <c>WithContext</c>, sent by <c>http.SendAsync(request)</c>, is bound by it: each attempt up to the last byte of
/// its body, but not the waits between attempts. A request with only a token is bound by that token, and its body is not.
/// </para>
/// <para>
/// <c>AddContextPropagation()</c> puts it in its place; by hand, it comes last before the handler that connects. Blocking calls are
/// given the header and are not bound. Thread safety: as <see cref="HttpClient"/>, any number of requests at a time.
/// </para>
/// <para>
/// Right above a <see cref="SocketsHttpHandler"/> that has sent nothing yet, it gives that a <see cref="SocketsHttpHandler.RequestHeaderEncodingSelector"/>,
/// before one that is there. Then errors say how long a request waited for its connection, and a request that carries its context sends what is left
/// after that wait, to each address that it is redirected to.
/// </para>
/// <para>
/// Cost: the header, some 180 bytes as any other; for a request that carries a context some 250 more where there are handlers that may make
/// several attempts, or where that is not known, as by hand. A request that carries none costs some 100 bytes,
/// to look for one.
/// </para>
/// </remarks>
public sealed class ContextPropagationHandler : DelegatingHandler
{
    private readonly ContextPropagationOptions _options;
    private readonly bool _isAlone;
    private readonly Lazy<bool> _tellsConnection;

    /// <summary>Makes a handler with the default options.</summary>
    public ContextPropagationHandler()
        : this(new ContextPropagationOptions())
    {
    }

    /// <summary>Makes a handler.</summary>
    /// <param name="options">How to send the deadline; kept, and not to be changed any more.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    public ContextPropagationHandler(ContextPropagationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;

        // By hand: the handler further in is known once the first request comes, and by then nothing has been sent.
        _tellsConnection = new Lazy<bool>(() => ConnectionMarks.TryInstall(InnerHandler, options));
    }

    /// <param name="options">How to send the deadline.</param>
    /// <param name="tellsConnection">Whether the handler that connects tells when a request has its connection.</param>
    /// <param name="isAlone">Whether there is no other handler, so none that makes several attempts.</param>
    internal ContextPropagationHandler(ContextPropagationOptions options, bool tellsConnection, bool isAlone)
    {
        _options = options;
        _tellsConnection = new Lazy<bool>(() => tellsConnection);
        _isAlone = isAlone;
    }

    /// <summary>Writes the header and passes the request on.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Passed on; a token of a context stands in for a context that the request does not have.</param>
    /// <returns>What the inner handler returns.</returns>
    /// <exception cref="DeadlineExceededException">Less than 1 ms is left beyond the reserve; nothing was sent, and the request's content is disposed.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled; if that was before, as above.</exception>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var carrier = RequestContexts.CarrierOf(request);
        if (!TryWrite(request, carrier, cancellationToken, out var ctx, out var isWritten))
            return Refusal.FailAsync(ctx, request, _options.Reserve, HttpOperation.Of(request));
        if (carrier is null || !carrier.Context.Token.CanBeCanceled)
            return base.SendAsync(request, cancellationToken);
        if (!carrier.IsBound)
            carrier.Record.Start(request, carrier.Context.Clock);

        // Told by the header as it is written: without it there is nothing to go by.
        carrier.Record.StartAttempt(carrier.Context.Clock, tellsConnection: _tellsConnection.Value && isWritten);
        if (_options.EnrichMetrics)
            DurationTags.AddTo(request);

        return !carrier.IsBound ? SendBoundAsync(carrier.Context, request, carrier, cancellationToken)
            : _isAlone ? base.SendAsync(request, cancellationToken)
            : SendAttemptAsync(request, carrier, cancellationToken);
    }

    /// <inheritdoc cref="SendAsync(HttpRequestMessage, CancellationToken)"/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!TryWrite(request, RequestContexts.CarrierOf(request), cancellationToken, out var ctx, out _))
            throw Refusal.End(ctx, request, _options.Reserve, HttpOperation.Of(request));

        // Installed with the first request, whichever kind that is.
        _ = _tellsConnection.Value;
        try
        {
            return base.Send(request, cancellationToken);
        }
        finally
        {
            MessageNotes.EndWatch(request);
        }
    }

    private async Task<HttpResponseMessage> SendBoundAsync(
        Context ctx, HttpRequestMessage request, IContextCarrier call, CancellationToken token)
    {
        if (ctx.IsDone)
            throw Refusal.End(ctx, request, TimeSpan.Zero, CallErrors.OperationOf(call));

        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, ctx.Token);
        using var first = new FirstEnd(ctx, token);
        try
        {
            var response = await SendAttemptAsync(request, call, either.Token).ConfigureAwait(false);
            call.Record.Answered(ctx.Clock);
            if (CalleeDeadline.IsOwn(ctx, response))
            {
                response.Dispose();
                await CalleeDeadline.FailAsync(ctx, call).ConfigureAwait(false);
            }

            BodyBinding.Bind(ctx, response, call);
            return response;
        }
        catch (Exception e) when (!first.IsCallers && CallErrors.TranslateUnanswered(ctx, e, call, either.Token) is { } failure)
        {
            throw failure;
        }
    }

    private async Task<HttpResponseMessage> SendAttemptAsync(HttpRequestMessage request, IContextCarrier call, CancellationToken token)
    {
        try
        {
            return await base.SendAsync(request, token).ConfigureAwait(false);
        }
        finally
        {
            MessageNotes.EndWatch(request);

            // One that the context ended is where it was.
            if (!call.Context.IsDone)
                call.Record.EndAttempt(call.Context.Clock);
        }
    }

    private bool TryWrite(HttpRequestMessage request, IContextCarrier? carrier, CancellationToken token, out Context ctx, out bool isWritten)
    {
        isWritten = false;
        if (carrier is not null)
            carrier.Record.IsTold = false;
        var applies = AppliesTo(request.RequestUri);
        ctx = applies ? RequestContexts.Of(carrier, token) : default;
        TakeBack(request, carrier, applies);
        if (DeadlineHeader.Left(ctx.Remaining, _options.Reserve) is not { } left)
            return true;
        if (left < 1)
            return false;

        isWritten = true;
        if (carrier is not null)
            carrier.Record.IsTold = true;
        if (DeadlineHeader.Write(request.Headers, _options.HeaderName, left, out var replaced) is { } deadline && !_isAlone)
            MessageNotes.Deadline(request, new WrittenHeader(_options.HeaderName, deadline, replaced));
        if (_options.SendEnvoyUpstreamTimeout
            && DeadlineHeader.Write(request.Headers, DeadlineHeader.EnvoyName, left, out replaced) is { } envoy
            && !_isAlone)
        {
            MessageNotes.Envoy(request, new WrittenHeader(DeadlineHeader.EnvoyName, envoy, replaced));
        }

        return true;
    }

    // What an attempt before and the call itself wrote, and nobody set by hand. Alone there is one attempt, and what the call wrote is
    // no less than what is left now.
    private void TakeBack(HttpRequestMessage request, IContextCarrier? carrier, bool applies)
    {
        if (!_isAlone)
            MessageNotes.TakeBack(request);
        if (!_isAlone || !applies || !string.Equals(_options.HeaderName, DeadlineHeader.Name, StringComparison.OrdinalIgnoreCase))
            DeadlineHeader.TakeBack(request, carrier);
    }

    private bool AppliesTo(Uri? address) =>
        _options.Enabled && (_options.AppliesTo is not { } appliesTo || (address is not null && appliesTo(address)));
}
