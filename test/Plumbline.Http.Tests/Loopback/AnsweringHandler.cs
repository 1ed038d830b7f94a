namespace Plumbline.Loopback;

/// <summary>Answers at once, from memory, and keeps the headers it saw.</summary>
internal sealed class AnsweringHandler : HttpMessageHandler
{
    /// <summary>The headers of each request, as they would have been sent; the names in lower case.</summary>
    public List<string> Headers { get; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(Send(request, cancellationToken));

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Headers.Add(string.Join("; ", request.Headers.NonValidated.Select(header => $"{header.Key}: {header.Value}")));
        return new HttpResponseMessage { RequestMessage = request };
    }
}
