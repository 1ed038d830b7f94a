using System.Diagnostics.CodeAnalysis;
using Plumbline.Http.Internal;

namespace Plumbline.Http;

public static partial class HttpClientContextExtensions
{
    /// <summary>Sends a GET request under a context and returns the body of a successful response as a string.</summary>
    /// <param name="client">The client that sends.</param>
    /// <param name="ctx">Bounds everything from the wait for a connection to the last byte of the body.</param>
    /// <param name="requestUri">Where to; null or relative is taken against <see cref="HttpClient.BaseAddress"/>.</param>
    /// <returns>The body, decoded as its headers say.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The context's deadline has passed.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled.</exception>
    /// <exception cref="HttpRequestException">The status says failure, or the request failed for a reason that is not the context's.</exception>
    public static Task<string> GetStringAsync(this HttpClient client, Context ctx, Uri? requestUri)
    {
        ArgumentNullException.ThrowIfNull(client);
        return ReadWholeAsync(ctx, client, HttpMethod.Get, requestUri, static content => content.ReadAsStringAsync());
    }

    /// <inheritdoc cref="GetStringAsync(HttpClient, Context, Uri?)"/>
    public static Task<string> GetStringAsync(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri) =>
        GetStringAsync(client, ctx, ContextSend.ToUri(requestUri));

    /// <summary>Sends a GET request under a context and returns the body of a successful response as bytes.</summary>
    /// <param name="client">The client that sends.</param>
    /// <param name="ctx">Bounds everything from the wait for a connection to the last byte of the body.</param>
    /// <param name="requestUri">Where to; null or relative is taken against <see cref="HttpClient.BaseAddress"/>.</param>
    /// <returns>The body.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The context's deadline has passed.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled.</exception>
    /// <exception cref="HttpRequestException">The status says failure, or the request failed for a reason that is not the context's.</exception>
    public static Task<byte[]> GetByteArrayAsync(this HttpClient client, Context ctx, Uri? requestUri)
    {
        ArgumentNullException.ThrowIfNull(client);
        return ReadWholeAsync(ctx, client, HttpMethod.Get, requestUri, static content => content.ReadAsByteArrayAsync());
    }

    /// <inheritdoc cref="GetByteArrayAsync(HttpClient, Context, Uri?)"/>
    public static Task<byte[]> GetByteArrayAsync(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri) =>
        GetByteArrayAsync(client, ctx, ContextSend.ToUri(requestUri));

    /// <summary>Sends a GET request under a context and returns the body of a successful response as a stream.</summary>
    /// <param name="client">The client that sends.</param>
    /// <param name="ctx">Bounds everything from the wait for a connection to the last byte of the stream.</param>
    /// <param name="requestUri">Where to; null or relative is taken against <see cref="HttpClient.BaseAddress"/>.</param>
    /// <returns>
    /// The body, unbuffered and bound to the context, whatever token a read is given; dispose it. Blocking reads are bounded too, at
    /// the price of a thread that waits for the asynchronous one.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The context's deadline has passed; thrown by reads as well.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled; thrown by reads as well.</exception>
    /// <exception cref="HttpRequestException">The status says failure, or the request failed for a reason that is not the context's.</exception>
    public static Task<Stream> GetStreamAsync(this HttpClient client, Context ctx, Uri? requestUri)
    {
        ArgumentNullException.ThrowIfNull(client);
        return StreamAsync(ctx, client, requestUri);
    }

    /// <inheritdoc cref="GetStreamAsync(HttpClient, Context, Uri?)"/>
    public static Task<Stream> GetStreamAsync(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri) =>
        GetStreamAsync(client, ctx, ContextSend.ToUri(requestUri));

    private static async Task<T> ReadWholeAsync<T>(
        Context ctx, HttpClient client, HttpMethod method, Uri? requestUri, Func<HttpContent, Task<T>> read)
    {
        using var response = await ContextSend.SendAsync(
            ctx,
            client,
            ContextSend.NewRequest(ctx, client, method, requestUri),
            HttpCompletionOption.ResponseContentRead,
            ensureSuccess: true).ConfigureAwait(false);
        return await read(response.Content).ConfigureAwait(false);
    }

    private static async Task<Stream> StreamAsync(Context ctx, HttpClient client, Uri? requestUri)
    {
        var response = await ContextSend.SendAsync(
            ctx,
            client,
            ContextSend.NewRequest(ctx, client, HttpMethod.Get, requestUri),
            HttpCompletionOption.ResponseHeadersRead,
            ensureSuccess: true).ConfigureAwait(false);

        try
        {
            // The stream, once disposed, disposes the content and with it all that the response holds.
            return await response.Content.ReadAsStreamAsync(ctx).ConfigureAwait(false);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
