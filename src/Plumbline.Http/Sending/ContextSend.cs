using System.Runtime.ExceptionServices;

namespace Plumbline.Http.Internal;

/// <summary>The one way every ctx-first call goes out.</summary>
internal static class ContextSend
{
    internal static HttpRequestMessage NewRequest(
        Context ctx, HttpClient client, HttpMethod method, Uri? requestUri, HttpContent? content = null) =>
        new ContextRequest(ctx, method, requestUri)
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
            Content = content,
        };

    internal static Uri? ToUri(string? requestUri) =>
        string.IsNullOrEmpty(requestUri) ? null : new Uri(requestUri, UriKind.RelativeOrAbsolute);

    /// <param name="ctx">The context of the call and of the body, which the request carries unless it is the plain root.</param>
    /// <param name="client">The client that sends.</param>
    /// <param name="request">What to send.</param>
    /// <param name="completionOption">Whether to return with the headers, or with the body in memory.</param>
    /// <param name="ensureSuccess">Whether a status that says failure is an error, found before the body is read. Only for a request of ours.</param>
    internal static Task<HttpResponseMessage> SendAsync(
        Context ctx, HttpClient client, HttpRequestMessage request, HttpCompletionOption completionOption, bool ensureSuccess = false)
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
            : RunAsync(ctx, client, request, call, LimitOf(ctx, client, call, remaining));
    }

    private static async Task<HttpResponseMessage> RunAsync(
        Context ctx, HttpClient client, HttpRequestMessage request, IContextCarrier call, CancellationTokenSource? limit)
    {
        // The client is always asked for the headers only, and the body read here: where the client reads it, and the context is
        // done before it begins, it disposes the response, and an HTTP/1.1 server is left to send the rest into the void.
        HttpResponseMessage? response = null;
        BodyStop? stop = null;
        try
        {
            response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ctx).ConfigureAwait(false);
            MessageNotes.EndWatch(request);
            await CompleteAsync(ctx, client, call, response, limit, out stop).ConfigureAwait(false);
            return response;
        }
        catch (Exception e)
        {
            response?.Dispose();
            var failure = response is null ? TranslateUnanswered(ctx, e, call) : TranslateAnswered(ctx, client, e, call, limit);
            if (failure is not null)
                ExceptionDispatchInfo.Throw(failure);

            throw;
        }
        finally
        {
            MessageNotes.EndWatch(request);
            stop?.Dispose();
            limit?.Dispose();
        }
    }

    private static Task CompleteAsync(
        Context ctx, HttpClient client, IContextCarrier call, HttpResponseMessage response, CancellationTokenSource? limit, out BodyStop? stop)
    {
        stop = null;
        call.Record.Answered(ctx.Clock);
        if (CalleeDeadline.IsOwn(ctx, response))
            return CalleeDeadline.FailAsync(ctx, call);

        var isBuffered = call.Record.IsBuffered;
        if (!isBuffered)
            BodyBinding.Bind(ctx, response, call);
        if (call.Record.EnsuresSuccess)
            CalleeDeadline.EnsureSuccess(response);

        return isBuffered && BodyBinding.HasBody(response, call)
            ? BufferedBody.LoadAsync(ctx, response, call, client.MaxResponseContentBufferSize, limit?.Token ?? ctx.Token, out stop)
            : Task.CompletedTask;
    }

    // HttpClient.Timeout covers the body of a buffered call, and the client itself no longer sees that body.
    private static CancellationTokenSource? LimitOf(Context ctx, HttpClient client, IContextCarrier call, TimeSpan? remaining)
    {
        if (!call.Record.IsBuffered || client.Timeout == Timeout.InfiniteTimeSpan)
            return null;

        // The client's counts real time. Where the context does too, a deadline that is not later makes it needless.
        if (remaining <= client.Timeout && ReferenceEquals(ctx.Clock, TimeProvider.System))
            return null;

        var limit = CancellationTokenSource.CreateLinkedTokenSource(ctx.Token);
        limit.CancelAfter(client.Timeout);
        return limit;
    }

    /// <returns>What to throw instead of <paramref name="exception"/>; null when that stays what it is.</returns>
    internal static Exception? TranslateUnanswered(Context ctx, Exception exception, IContextCarrier call) =>
        CallErrors.FailureBehind(exception, ctx.Token) ?? CallErrors.TranslateUnanswered(ctx, exception, call, ctx.Token);

    private static Exception? TranslateAnswered(
        Context ctx, HttpClient client, Exception exception, IContextCarrier call, CancellationTokenSource? limit)
    {
        if (exception is not OperationCanceledException canceled || limit is not { IsCancellationRequested: true } || ctx.IsDone)
            return CallErrors.Translate(ctx, exception, call);

        // Word for word what HttpClient throws.
        return new TaskCanceledException(
            $"The request was canceled due to the configured HttpClient.Timeout of {client.Timeout.TotalSeconds} seconds elapsing.",
            new TimeoutException(canceled.Message, canceled),
            canceled.CancellationToken);
    }
}
