namespace Plumbline.Http.Internal;

/// <summary>The outermost of a client's handlers: gives the request its context before one further in swaps the token, as Polly's does.</summary>
internal sealed class ContextCaptureHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        RequestContexts.Keep(request, cancellationToken);
        return base.SendAsync(request, cancellationToken);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        RequestContexts.Keep(request, cancellationToken);
        return base.Send(request, cancellationToken);
    }
}
