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
    /// <param name="ctx">The context of the call and of the body, which the request carries unless it is the plain root.</param>
    /// <param name="request">What to send.</param>
    /// <param name="completionOption">Whether to return with the headers, or with the body in memory.</param>
    /// <param name="ensureSuccess">Whether a status that says failure is an error, found before the body is read. Only for a request of ours.</param>
    internal static Task<HttpResponseMessage> SendAsync(
        HttpClient client, Context ctx, HttpRequestMessage request, HttpCompletionOption completionOption, bool ensureSuccess = false)
    {
        // Never done, and without a deadline: nothing to bind, to send along or to say.
        if (!ensureSuccess && !ctx.Token.CanBeCanceled)
            return client.SendAsync(request, completionOption);

        // As the client would, only earlier: errors name the address that was asked for.
        if (client.BaseAddress is { } baseAddress && request.RequestUri is not { IsAbsoluteUri: true })
            request.RequestUri = request.RequestUri is { } relative ? new Uri(baseAddress, relative) : baseAddress;

        // Not null: the request is ours, or the context was stored in it.
        var call = RequestContexts.CarrierOf(request)!;
        call.Record.Start(request, ctx.Clock);
        call.Record.IsBuffered = completionOption == HttpCompletionOption.ResponseContentRead;
        call.Record.EnsuresSuccess = ensureSuccess;
        var remaining = ctx.Remaining;
        return ctx.IsDone || !DeadlineHeader.TryWrite(client, request, ref call.Record, remaining)
            ? Refusal.FailAsync(ctx, request, reserve: TimeSpan.Zero, CallErrors.OperationOf(call))
            : RunAsync(client, request, call, LimitOf(client, call, remaining));
    }

    private static async Task<HttpResponseMessage> RunAsync(
        HttpClient client, HttpRequestMessage request, IContextCarrier call, CancellationTokenSource? limit)
    {
        // The client is always asked for the headers only, and the body read here: where the client reads it, and the context is
        // done before it begins, it disposes the response, and an HTTP/1.1 server is left to send the rest into the void.
        HttpResponseMessage? response = null;
        try
        {
            response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, call.Context).ConfigureAwait(false);
            await CompleteAsync(client, call, response, limit).ConfigureAwait(false);
            return response;
        }
        catch (Exception e)
        {
            response?.Dispose();
            if (Translate(client, e, call, limit) is { } failure)
                throw failure;

            throw;
        }
        finally
        {
            call.Record.Held?.Dispose();
            call.Record.BodyStop?.Dispose();
            limit?.Dispose();
        }
    }

    private static Task CompleteAsync(
        HttpClient client, IContextCarrier call, HttpResponseMessage response, CancellationTokenSource? limit)
    {
        call.Record.Answered(call.Context.Clock);
        if (CalleeDeadline.IsOwn(call.Context, response))
            return CalleeDeadline.FailAsync(call);

        // A HEAD response announces a length and has no body: whole as it is, like one that was read, it needs the context no more.
        var isBuffered = call.Record.IsBuffered;
        var isWhole = isBuffered && call.Record.Method == HttpMethod.Head;
        if (!isBuffered)
            BodyBinding.Bind(response, call);
        if (call.Record.EnsuresSuccess)
            CalleeDeadline.EnsureSuccess(response);

        return isBuffered && !isWhole
            ? BufferedBody.LoadAsync(response, call, client.MaxResponseContentBufferSize, limit?.Token ?? call.Context.Token)
            : Task.CompletedTask;
    }

    // HttpClient.Timeout covers the body of a buffered call, and the client itself no longer sees that body.
    private static CancellationTokenSource? LimitOf(HttpClient client, IContextCarrier call, TimeSpan? remaining)
    {
        if (!call.Record.IsBuffered || client.Timeout == Timeout.InfiniteTimeSpan || remaining <= client.Timeout)
            return null;

        // Of the BCL, as the client's own: it is real time that counts, whatever the context's clock.
        var limit = CancellationTokenSource.CreateLinkedTokenSource(call.Context.Token);
        limit.CancelAfter(client.Timeout);
        return limit;
    }

    /// <returns>What to throw instead of <paramref name="exception"/>; null when that stays what it is.</returns>
    internal static Exception? Translate(HttpClient client, Exception exception, IContextCarrier call, CancellationTokenSource? limit)
    {
        if (exception is OperationCanceledException canceled)
        {
            // The client has judged already: what it puts down to its caller carries the caller's token, and what carries another came first.
            var token = canceled.CancellationToken;
            if (call.Record.Phase != CallPhase.Body)
                return token == call.Context.Token || !token.CanBeCanceled ? CallErrors.Translate(exception, call) : null;

            // Word for word what HttpClient throws.
            if (limit is { IsCancellationRequested: true } && !call.Context.IsDone)
            {
                return new TaskCanceledException(
                    $"The request was canceled due to the configured HttpClient.Timeout of {client.Timeout.TotalSeconds} seconds elapsing.",
                    new TimeoutException(canceled.Message, canceled),
                    token);
            }
        }

        return CallErrors.Translate(exception, call);
    }
}
