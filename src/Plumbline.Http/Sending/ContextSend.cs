namespace Plumbline.Http.Internal;

/// <summary>The one way every ctx-first call goes out.</summary>
internal static class ContextSend
{
    internal static HttpRequestMessage NewRequest(
        HttpClient client, Context ctx, HttpMethod method, Uri? requestUri, HttpContent? content = null) =>
        new ContextRequest(ctx, method, requestUri)
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
            Content = content,
        };

    internal static Uri? ToUri(string? requestUri) =>
        string.IsNullOrEmpty(requestUri) ? null : new Uri(requestUri, UriKind.RelativeOrAbsolute);

    /// <param name="client">The client that sends.</param>
    /// <param name="ctx">The context of the call and of the body.</param>
    /// <param name="request">What to send.</param>
    /// <param name="completionOption">Whether to return with the headers, or with the body in memory.</param>
    /// <param name="ensureSuccess">Whether a status that says failure is an error, found before the body is read.</param>
    internal static Task<HttpResponseMessage> SendAsync(
        HttpClient client, Context ctx, HttpRequestMessage request, HttpCompletionOption completionOption, bool ensureSuccess = false)
    {
        // Taken now: a redirect changes the request's address, and the error is to name the one that was asked for.
        var operation = HttpOperation.Of(client, request);
        return ctx.IsDone || !DeadlineHeader.TryWrite(client, ctx, request)
            ? Refusal.FailAsync(ctx, request, reserve: TimeSpan.Zero, operation)
            : SendAsync(client, ctx, request, completionOption, ensureSuccess, operation);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client,
        Context ctx,
        HttpRequestMessage request,
        HttpCompletionOption completionOption,
        bool ensureSuccess,
        HttpOperation operation)
    {
        // The client is always asked for the headers only, and the body read here: where the client reads it, and the context is
        // done just between two reads, it disposes the response, and an HTTP/1.1 server is left to send the rest into the void.
        using var limit = LimitOf(client, completionOption);
        var response = await SendForHeadersAsync(client, ctx, request, operation).ConfigureAwait(false);
        try
        {
            // A HEAD response announces a length and has no body: whole as it is, like one that was read, it needs the context no more.
            var isWhole = completionOption == HttpCompletionOption.ResponseContentRead && request.Method == HttpMethod.Head;
            if (!isWhole)
                BodyBinding.Bind(response, ctx, operation);
            if (ensureSuccess)
                CalleeDeadline.EnsureSuccess(response);

            if (completionOption == HttpCompletionOption.ResponseContentRead && !isWhole)
                await BufferAsync(client, ctx, response, limit?.Token ?? CancellationToken.None).ConfigureAwait(false);

            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task<HttpResponseMessage> SendForHeadersAsync(
        HttpClient client, Context ctx, HttpRequestMessage request, HttpOperation operation)
    {
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ctx).ConfigureAwait(false);
        }
        catch (Exception e) when (operation.Translate(e, ctx) is { } failure)
        {
            throw failure;
        }
    }

    // HttpClient.Timeout covers the body of a buffered call, and the client itself no longer sees that body.
    private static CancellationTokenSource? LimitOf(HttpClient client, HttpCompletionOption completionOption) =>
        completionOption == HttpCompletionOption.ResponseContentRead && client.Timeout != Timeout.InfiniteTimeSpan
            ? new CancellationTokenSource(client.Timeout)
            : null;

    private static async Task BufferAsync(HttpClient client, Context ctx, HttpResponseMessage response, CancellationToken limit)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(client.MaxResponseContentBufferSize, limit).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !ctx.IsDone)
        {
            // Word for word what HttpClient throws.
            throw new TaskCanceledException(
                $"The request was canceled due to the configured HttpClient.Timeout of {client.Timeout.TotalSeconds} seconds elapsing.",
                new TimeoutException(e.Message, e),
                e.CancellationToken);
        }
    }
}
