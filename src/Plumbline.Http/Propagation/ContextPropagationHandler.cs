using Plumbline.Http.Internal;

namespace Plumbline.Http;

/// <summary>Tells the service that is called how long its caller will wait: writes what is left of the context's deadline into a header.</summary>
/// <remarks>
/// <para>
/// The context is the request's own, from a ctx-first call or <c>request.WithContext(ctx)</c>; without one it is the one that the
/// token leads to, so that <c>http.GetAsync(url, ctx)</c> is told on as well. Without a deadline nothing is written.
/// </para>
/// <para>
/// The value is computed on each pass: placed inside a handler that retries, each attempt sends what is left by then. What a
/// ctx-first call wrote is replaced; what was set by hand stays if it is smaller, and is replaced if it is not.
/// With less than 1 ms left the request is not sent.
/// </para>
/// <para>
/// A request with a context from <c>WithContext</c>, sent by <c>http.SendAsync(request)</c>, is bound by it as in a ctx-first call: each attempt up to
/// the last byte of its body, though not the waits between attempts. What has only a token stays with the token, its body unbound.
/// </para>
/// <para>
/// <c>AddContextPropagation()</c> puts it in its place; by hand, it comes last before the handler that connects. Blocking calls are
/// given the header and are not bound. Thread safety: as <see cref="HttpClient"/>, any number of requests at a time.
/// </para>
/// <para>
/// Cost: the header, some 180 bytes as any other; for a request that carries no context also some 450 bytes and a microsecond, to look where its
/// token leads. The clients of a service whose calls are ctx-first need no more than the header.
/// </para>
/// </remarks>
public sealed class ContextPropagationHandler : DelegatingHandler
{
    private readonly ContextPropagationOptions _options;

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
    }

    /// <summary>Writes the header and passes the request on.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Passed on; a token of a context stands in for a context that the request does not have.</param>
    /// <returns>What the inner handler returns.</returns>
    /// <exception cref="DeadlineExceededException">Less than 1 ms is left beyond the reserve; nothing was sent, and the request's content is disposed.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled; if that was before, as above.</exception>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        !TryWrite(request, cancellationToken, out var ctx) ? Refusal.FailAsync(ctx, request, _options.Reserve, HttpOperation.Of(request))
        : RequestContexts.CarrierOf(request) is { IsBound: false } stored ? SendBoundAsync(request, stored.Context, cancellationToken)
        : base.SendAsync(request, cancellationToken);

    /// <inheritdoc cref="SendAsync(HttpRequestMessage, CancellationToken)"/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        TryWrite(request, cancellationToken, out var ctx)
            ? base.Send(request, cancellationToken)
            : throw Refusal.End(ctx, request, _options.Reserve, HttpOperation.Of(request));

    private async Task<HttpResponseMessage> SendBoundAsync(HttpRequestMessage request, Context ctx, CancellationToken token)
    {
        var operation = HttpOperation.Of(request);
        if (ctx.IsDone)
            throw Refusal.End(ctx, request, TimeSpan.Zero, operation);

        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, ctx.Token);
        try
        {
            var response = await base.SendAsync(request, either.Token).ConfigureAwait(false);

            // The answer to HEAD has no body, and nobody would read one to its end.
            if (request.Method != HttpMethod.Head)
                BodyBinding.Bind(response, ctx, operation);

            return response;
        }
        catch (Exception e) when (operation.Translate(e, ctx) is { } failure)
        {
            throw failure;
        }
    }

    private bool TryWrite(HttpRequestMessage request, CancellationToken token, out Context ctx)
    {
        var applies = AppliesTo(request.RequestUri);
        ctx = applies ? RequestContexts.Of(request, token) : default;
        if (!applies || !string.Equals(_options.HeaderName, DeadlineHeader.Name, StringComparison.OrdinalIgnoreCase))
            DeadlineHeader.TakeBack(request);

        if (DeadlineHeader.Left(ctx, _options.Reserve) is not { } left)
            return true;
        if (left < 1)
            return false;

        DeadlineHeader.Write(request.Headers, _options.HeaderName, left, out _);
        if (_options.SendEnvoyUpstreamTimeout)
            DeadlineHeader.Write(request.Headers, DeadlineHeader.EnvoyName, left, out _);

        return true;
    }

    private bool AppliesTo(Uri? address) =>
        _options.Enabled && (_options.AppliesTo is not { } appliesTo || (address is not null && appliesTo(address)));
}
