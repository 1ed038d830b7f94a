namespace Plumbline.Http.Internal;

/// <summary>The one way every ctx-first call goes out.</summary>
internal static class ContextSend
{
    internal static HttpRequestMessage NewRequest(HttpClient client, HttpMethod method, Uri? requestUri, HttpContent? content = null) =>
        new(method, requestUri)
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
            Content = content,
        };

    internal static Uri? ToUri(string? requestUri) =>
        string.IsNullOrEmpty(requestUri) ? null : new Uri(requestUri, UriKind.RelativeOrAbsolute);

    internal static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, Context ctx, HttpRequestMessage request, HttpCompletionOption completionOption)
    {
        // Taken now: a redirect changes the request's address, and the error is to name the one that was asked for.
        var operation = HttpOperation.Of(client, request);
        var response = await RunAsync(
            ctx,
            operation,
            (client, request, completionOption),
            static (call, token) => call.client.SendAsync(call.request, call.completionOption, token)).ConfigureAwait(false);

        // A buffered body has been read to its end inside the call, under the token: nothing is left to bind.
        if (completionOption == HttpCompletionOption.ResponseHeadersRead)
            BodyBinding.Bind(response, ctx, operation);

        return response;
    }

    /// <summary>Runs one call under the context: not at all when it is done, and with its error when it ends the call.</summary>
    internal static async Task<TResult> RunAsync<TState, TResult>(
        Context ctx, HttpOperation operation, TState state, Func<TState, CancellationToken, Task<TResult>> call)
    {
        operation.ThrowIfDone(ctx);
        try
        {
            return await call(state, ctx.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (operation.Translate(e, ctx) is { } failure)
        {
            throw failure;
        }
    }
}
