namespace Plumbline.Loopback;

/// <summary>Nothing may come as far as this.</summary>
internal sealed class UnreachableHandler : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A request was sent.");
}
