using System.Diagnostics.CodeAnalysis;
using Plumbline.Http.Internal;

namespace Plumbline.Http;

/// <summary>Calls on <see cref="HttpClient"/> that take their context first and keep it until the last byte of the body.</summary>
/// <remarks>
/// <para>
/// Every call here behaves alike. With a context that is done nothing is sent: no connection is made. Once the context is done
/// the call ends, the connection or stream under it is closed so that the server notices, and the error is the context's:
/// <see cref="DeadlineExceededException"/> or <see cref="ContextCanceledException"/>, naming method and address without user
/// info and query, the part of the call that was under way, and how long each part took. Any other failure passes as it came, and so does <see cref="HttpClient.Timeout"/>, which goes on to apply.
/// </para>
/// <para>
/// <see cref="HttpClient.CancelPendingRequests"/> and disposing the client end a call that waits for its headers. They do not end the reading
/// of a body, not even into memory: cancel the context.
/// </para>
/// <para>
/// With <see cref="HttpCompletionOption.ResponseHeadersRead"/> the response's content is bound to the context until it was read
/// to its end or disposed: dispose the response, or the context keeps it for as long as it lives.
/// </para>
/// <para>
/// The deadline is sent with the request, as <c>Context-TTL-Ms</c>: what is left when the request is handed to the client, in whole
/// milliseconds, rounded down. With less than one left the call fails with <see cref="DeadlineExceededException"/> before anything
/// is sent. A call that is not sent disposes the request's content. A header of that name which was set by hand, on the request or
/// among the client's default headers, stays if it says less; else it is replaced. Where a handler retries, or the header is not
/// wanted, see <see cref="ContextPropagationHandler"/>.
/// </para>
/// <para>Thread safety: as <see cref="HttpClient"/>'s own calls, any number at a time.</para>
/// </remarks>
public static partial class HttpClientContextExtensions
{
    /// <summary>Sends a request under a context and reads the whole response.</summary>
    /// <param name="client">The client that sends.</param>
    /// <param name="ctx">Bounds everything from the wait for a connection to the last byte of the body.</param>
    /// <param name="request">The request; it can be sent once.</param>
    /// <returns>The response, its body in memory: it stays readable after the context is done.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> or <paramref name="request"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The context's deadline has passed.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled.</exception>
    /// <exception cref="HttpRequestException">The request failed for a reason that is not the context's.</exception>
    /// <remarks>
    /// Stores <paramref name="ctx"/> in the request, as <c>request.WithContext(ctx)</c> does, unless it is <see cref="Context.Background"/>.
    /// Go: <c>http.Client.Do</c> with <c>http.NewRequestWithContext</c>, whose body is streamed instead.
    /// </remarks>
    public static Task<HttpResponseMessage> SendAsync(this HttpClient client, Context ctx, HttpRequestMessage request) =>
        SendAsync(client, ctx, request, HttpCompletionOption.ResponseContentRead);

    /// <summary>Sends a request under a context.</summary>
    /// <param name="client">The client that sends.</param>
    /// <param name="ctx">Bounds everything from the wait for a connection to the last byte of the body.</param>
    /// <param name="request">The request; it can be sent once.</param>
    /// <param name="completionOption">
    /// <see cref="HttpCompletionOption.ResponseContentRead"/> reads the whole body into memory, up to
    /// <see cref="HttpClient.MaxResponseContentBufferSize"/>. <see cref="HttpCompletionOption.ResponseHeadersRead"/> returns once the
    /// headers are there; unlike with a plain token, the body is bounded by <paramref name="ctx"/> all the same.
    /// </param>
    /// <returns>The response, whose content is bound to the context until it is disposed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> or <paramref name="request"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The context's deadline has passed.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled.</exception>
    /// <exception cref="HttpRequestException">The request failed for a reason that is not the context's.</exception>
    /// <remarks>
    /// Stores <paramref name="ctx"/> in the request, as <c>request.WithContext(ctx)</c> does, unless it is <see cref="Context.Background"/>.
    /// Go: <c>http.Client.Do</c> with <c>http.NewRequestWithContext</c>. When the context is done before the body was read, an
    /// HTTP/1.1 connection is closed and an HTTP/2 stream reset at once; after that reads throw the context's error.
    /// </remarks>
    public static Task<HttpResponseMessage> SendAsync(
        this HttpClient client, Context ctx, HttpRequestMessage request, HttpCompletionOption completionOption)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(request);

        // Handlers find it there even where another one has swapped the token. The plain root says nothing, and is not worth the bytes.
        if (ctx != default)
            RequestContexts.Store(ctx, request, isBound: true);

        return ContextSend.SendAsync(ctx, client, request, completionOption);
    }

    /// <summary>Sends a GET request under a context and reads the whole response.</summary>
    /// <param name="client">The client that sends.</param>
    /// <param name="ctx">Bounds everything from the wait for a connection to the last byte of the body.</param>
    /// <param name="requestUri">Where to; null or relative is taken against <see cref="HttpClient.BaseAddress"/>.</param>
    /// <returns>The response, its body in memory: it stays readable after the context is done.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The context's deadline has passed.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled.</exception>
    /// <exception cref="HttpRequestException">The request failed for a reason that is not the context's.</exception>
    public static Task<HttpResponseMessage> GetAsync(this HttpClient client, Context ctx, Uri? requestUri) =>
        CallAsync(ctx, client, HttpMethod.Get, requestUri);

    /// <inheritdoc cref="GetAsync(HttpClient, Context, Uri?)"/>
    public static Task<HttpResponseMessage> GetAsync(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri) =>
        CallAsync(ctx, client, HttpMethod.Get, ContextSend.ToUri(requestUri));

    /// <summary>Sends a GET request under a context.</summary>
    /// <param name="client">The client that sends.</param>
    /// <param name="ctx">Bounds everything from the wait for a connection to the last byte of the body.</param>
    /// <param name="requestUri">Where to; null or relative is taken against <see cref="HttpClient.BaseAddress"/>.</param>
    /// <param name="completionOption">Whether to return with the body in memory, or with the headers; bounded by <paramref name="ctx"/> either way.</param>
    /// <returns>The response, whose content is bound to the context until it is disposed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The context's deadline has passed.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled.</exception>
    /// <exception cref="HttpRequestException">The request failed for a reason that is not the context's.</exception>
    public static Task<HttpResponseMessage> GetAsync(
        this HttpClient client, Context ctx, Uri? requestUri, HttpCompletionOption completionOption) =>
        CallAsync(ctx, client, HttpMethod.Get, requestUri, content: null, completionOption);

    /// <inheritdoc cref="GetAsync(HttpClient, Context, Uri?, HttpCompletionOption)"/>
    public static Task<HttpResponseMessage> GetAsync(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, HttpCompletionOption completionOption) =>
        CallAsync(ctx, client, HttpMethod.Get, ContextSend.ToUri(requestUri), content: null, completionOption);

    /// <summary>Sends a POST request under a context and reads the whole response.</summary>
    /// <param name="client">The client that sends.</param>
    /// <param name="ctx">Bounds everything from the wait for a connection, over the upload, to the last byte of the response.</param>
    /// <param name="requestUri">Where to; null or relative is taken against <see cref="HttpClient.BaseAddress"/>.</param>
    /// <param name="content">The body to send; null sends none.</param>
    /// <returns>The response, its body in memory: it stays readable after the context is done.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The context's deadline has passed.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled.</exception>
    /// <exception cref="HttpRequestException">The request failed for a reason that is not the context's.</exception>
    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, Context ctx, Uri? requestUri, HttpContent? content) =>
        CallAsync(ctx, client, HttpMethod.Post, requestUri, content);

    /// <inheritdoc cref="PostAsync(HttpClient, Context, Uri?, HttpContent?)"/>
    public static Task<HttpResponseMessage> PostAsync(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, HttpContent? content) =>
        CallAsync(ctx, client, HttpMethod.Post, ContextSend.ToUri(requestUri), content);

    /// <summary>Sends a PUT request under a context and reads the whole response.</summary>
    /// <inheritdoc cref="PostAsync(HttpClient, Context, Uri?, HttpContent?)"/>
    public static Task<HttpResponseMessage> PutAsync(this HttpClient client, Context ctx, Uri? requestUri, HttpContent? content) =>
        CallAsync(ctx, client, HttpMethod.Put, requestUri, content);

    /// <inheritdoc cref="PutAsync(HttpClient, Context, Uri?, HttpContent?)"/>
    public static Task<HttpResponseMessage> PutAsync(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, HttpContent? content) =>
        CallAsync(ctx, client, HttpMethod.Put, ContextSend.ToUri(requestUri), content);

    /// <summary>Sends a PATCH request under a context and reads the whole response.</summary>
    /// <inheritdoc cref="PostAsync(HttpClient, Context, Uri?, HttpContent?)"/>
    public static Task<HttpResponseMessage> PatchAsync(this HttpClient client, Context ctx, Uri? requestUri, HttpContent? content) =>
        CallAsync(ctx, client, HttpMethod.Patch, requestUri, content);

    /// <inheritdoc cref="PatchAsync(HttpClient, Context, Uri?, HttpContent?)"/>
    public static Task<HttpResponseMessage> PatchAsync(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, HttpContent? content) =>
        CallAsync(ctx, client, HttpMethod.Patch, ContextSend.ToUri(requestUri), content);

    /// <summary>Sends a DELETE request under a context and reads the whole response.</summary>
    /// <inheritdoc cref="GetAsync(HttpClient, Context, Uri?)"/>
    public static Task<HttpResponseMessage> DeleteAsync(this HttpClient client, Context ctx, Uri? requestUri) =>
        CallAsync(ctx, client, HttpMethod.Delete, requestUri);

    /// <inheritdoc cref="DeleteAsync(HttpClient, Context, Uri?)"/>
    public static Task<HttpResponseMessage> DeleteAsync(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri) =>
        CallAsync(ctx, client, HttpMethod.Delete, ContextSend.ToUri(requestUri));

    private static Task<HttpResponseMessage> CallAsync(
        Context ctx,
        HttpClient client,
        HttpMethod method,
        Uri? requestUri,
        HttpContent? content = null,
        HttpCompletionOption completionOption = HttpCompletionOption.ResponseContentRead)
    {
        ArgumentNullException.ThrowIfNull(client);
        return ContextSend.SendAsync(ctx, client, ContextSend.NewRequest(ctx, client, method, requestUri, content), completionOption);
    }
}
