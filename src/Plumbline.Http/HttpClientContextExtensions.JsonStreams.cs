using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Plumbline.Http.Internal;

namespace Plumbline.Http;

public static partial class HttpClientContextExtensions
{
    /// <summary>Sends a GET request under a context and deserializes the elements of a JSON array as they arrive.</summary>
    /// <typeparam name="T">What each element holds.</typeparam>
    /// <param name="client">The client that sends.</param>
    /// <param name="ctx">Bounds everything from the wait for a connection to the last element.</param>
    /// <param name="requestUri">Where to; null or relative is taken against <see cref="HttpClient.BaseAddress"/>.</param>
    /// <param name="jsonTypeInfo">How to read a <typeparamref name="T"/>, from a source-generated serializer context.</param>
    /// <returns>
    /// The elements; an element is null where the array says <c>null</c>. Each enumeration sends a request of its own, once it begins. Its end
    /// disposes the response.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> or <paramref name="jsonTypeInfo"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">Of the enumeration: the context's deadline has passed.</exception>
    /// <exception cref="ContextCanceledException">Of the enumeration: the context was canceled.</exception>
    /// <exception cref="HttpRequestException">Of the enumeration: the status says failure, or the request failed for a reason that is not the context's.</exception>
    /// <exception cref="JsonException">Of the enumeration: the body is not an array of what <paramref name="jsonTypeInfo"/> describes.</exception>
    /// <remarks>Elements that have arrived come before the error. A token given by <c>WithCancellation</c> ends the reading of the body, not the wait for it.</remarks>
    public static IAsyncEnumerable<T?> GetFromJsonAsAsyncEnumerable<T>(
        this HttpClient client, Context ctx, Uri? requestUri, JsonTypeInfo<T> jsonTypeInfo)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(jsonTypeInfo);
        return StreamElementsAsync(
            ctx, client, requestUri, (content, token) => content.ReadFromJsonAsAsyncEnumerable(jsonTypeInfo, token));
    }

    /// <inheritdoc cref="GetFromJsonAsAsyncEnumerable{T}(HttpClient, Context, Uri?, JsonTypeInfo{T})"/>
    public static IAsyncEnumerable<T?> GetFromJsonAsAsyncEnumerable<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, JsonTypeInfo<T> jsonTypeInfo) =>
        GetFromJsonAsAsyncEnumerable(client, ctx, ContextSend.ToUri(requestUri), jsonTypeInfo);

    /// <summary>Sends a GET request under a context and deserializes the elements of a JSON array by reflection, as they arrive.</summary>
    /// <typeparam name="T">What each element holds.</typeparam>
    /// <param name="client">The client that sends.</param>
    /// <param name="ctx">Bounds everything from the wait for a connection to the last element.</param>
    /// <param name="requestUri">Where to; null or relative is taken against <see cref="HttpClient.BaseAddress"/>.</param>
    /// <param name="options">How to read; null, as it is unless given, is <see cref="JsonSerializerOptions.Web"/>.</param>
    /// <returns>
    /// The elements; an element is null where the array says <c>null</c>. Each enumeration sends a request of its own, once it begins. Its end
    /// disposes the response.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">Of the enumeration: the context's deadline has passed.</exception>
    /// <exception cref="ContextCanceledException">Of the enumeration: the context was canceled.</exception>
    /// <exception cref="HttpRequestException">Of the enumeration: the status says failure, or the request failed for a reason that is not the context's.</exception>
    /// <exception cref="JsonException">Of the enumeration: the body is not an array of <typeparamref name="T"/>.</exception>
    /// <remarks>Elements that have arrived come before the error. A token given by <c>WithCancellation</c> ends the reading of the body, not the wait for it.</remarks>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static IAsyncEnumerable<T?> GetFromJsonAsAsyncEnumerable<T>(
        this HttpClient client, Context ctx, Uri? requestUri, JsonSerializerOptions? options)
    {
        ArgumentNullException.ThrowIfNull(client);
        return StreamElementsAsync(
            ctx, client, requestUri, (content, token) => content.ReadFromJsonAsAsyncEnumerable<T>(options, token));
    }

    /// <inheritdoc cref="GetFromJsonAsAsyncEnumerable{T}(HttpClient, Context, Uri?, JsonSerializerOptions?)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static IAsyncEnumerable<T?> GetFromJsonAsAsyncEnumerable<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, JsonSerializerOptions? options) =>
        GetFromJsonAsAsyncEnumerable<T>(client, ctx, ContextSend.ToUri(requestUri), options);

    /// <inheritdoc cref="GetFromJsonAsAsyncEnumerable{T}(HttpClient, Context, Uri?, JsonSerializerOptions?)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static IAsyncEnumerable<T?> GetFromJsonAsAsyncEnumerable<T>(this HttpClient client, Context ctx, Uri? requestUri) =>
        GetFromJsonAsAsyncEnumerable<T>(client, ctx, requestUri, (JsonSerializerOptions?)null);

    /// <inheritdoc cref="GetFromJsonAsAsyncEnumerable{T}(HttpClient, Context, Uri?, JsonSerializerOptions?)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static IAsyncEnumerable<T?> GetFromJsonAsAsyncEnumerable<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri) =>
        GetFromJsonAsAsyncEnumerable<T>(client, ctx, ContextSend.ToUri(requestUri), (JsonSerializerOptions?)null);

    private static async IAsyncEnumerable<T?> StreamElementsAsync<T>(
        Context ctx,
        HttpClient client,
        Uri? requestUri,
        Func<HttpContent, CancellationToken, IAsyncEnumerable<T?>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var response = await ContextSend.SendAsync(
            ctx,
            client,
            ContextSend.NewRequest(ctx, client, HttpMethod.Get, requestUri),
            HttpCompletionOption.ResponseHeadersRead,
            ensureSuccess: true).ConfigureAwait(false);
        await foreach (var element in read(response.Content, cancellationToken).ConfigureAwait(false))
            yield return element;
    }
}
