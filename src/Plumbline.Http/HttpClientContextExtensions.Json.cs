using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Plumbline.Http.Internal;

namespace Plumbline.Http;

public static partial class HttpClientContextExtensions
{
    /// <summary>Sends a GET request under a context and deserializes the body of a successful response.</summary>
    /// <typeparam name="T">What the body holds.</typeparam>
    /// <param name="client">The client that sends.</param>
    /// <param name="ctx">Bounds everything from the wait for a connection to the last byte of the body.</param>
    /// <param name="requestUri">Where to; null or relative is taken against <see cref="HttpClient.BaseAddress"/>.</param>
    /// <param name="jsonTypeInfo">How to read a <typeparamref name="T"/>, from a source-generated serializer context.</param>
    /// <returns>The value; null when the body says <c>null</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> or <paramref name="jsonTypeInfo"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The context's deadline has passed.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled.</exception>
    /// <exception cref="HttpRequestException">The status says failure, or the request failed for a reason that is not the context's.</exception>
    /// <exception cref="JsonException">The body is not what <paramref name="jsonTypeInfo"/> describes.</exception>
    /// <remarks>The body is read into memory first; for one that is too large for that, read the stream of <c>GetStreamAsync</c>.</remarks>
    public static Task<T?> GetFromJsonAsync<T>(this HttpClient client, Context ctx, Uri? requestUri, JsonTypeInfo<T> jsonTypeInfo)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(jsonTypeInfo);
        return ReadWholeAsync(ctx, client, HttpMethod.Get, requestUri, content => content.ReadFromJsonAsync(jsonTypeInfo));
    }

    /// <inheritdoc cref="GetFromJsonAsync{T}(HttpClient, Context, Uri?, JsonTypeInfo{T})"/>
    public static Task<T?> GetFromJsonAsync<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, JsonTypeInfo<T> jsonTypeInfo) =>
        GetFromJsonAsync(client, ctx, ContextSend.ToUri(requestUri), jsonTypeInfo);

    /// <summary>Sends a GET request under a context and deserializes the body of a successful response by reflection.</summary>
    /// <typeparam name="T">What the body holds.</typeparam>
    /// <param name="client">The client that sends.</param>
    /// <param name="ctx">Bounds everything from the wait for a connection to the last byte of the body.</param>
    /// <param name="requestUri">Where to; null or relative is taken against <see cref="HttpClient.BaseAddress"/>.</param>
    /// <returns>The value, read as <see cref="JsonSerializerOptions.Web"/> says; null when the body says <c>null</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The context's deadline has passed.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled.</exception>
    /// <exception cref="HttpRequestException">The status says failure, or the request failed for a reason that is not the context's.</exception>
    /// <exception cref="JsonException">The body is not a <typeparamref name="T"/>.</exception>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<T?> GetFromJsonAsync<T>(this HttpClient client, Context ctx, Uri? requestUri) =>
        GetFromJsonAsync<T>(client, ctx, requestUri, (JsonSerializerOptions?)null);

    /// <inheritdoc cref="GetFromJsonAsync{T}(HttpClient, Context, Uri?)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<T?> GetFromJsonAsync<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri) =>
        GetFromJsonAsync<T>(client, ctx, ContextSend.ToUri(requestUri), (JsonSerializerOptions?)null);

    /// <param name="client">The client that sends.</param>
    /// <param name="ctx">Bounds everything from the wait for a connection to the last byte of the body.</param>
    /// <param name="requestUri">Where to; null or relative is taken against <see cref="HttpClient.BaseAddress"/>.</param>
    /// <param name="options">How to read; null is <see cref="JsonSerializerOptions.Web"/>.</param>
    /// <inheritdoc cref="GetFromJsonAsync{T}(HttpClient, Context, Uri?)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<T?> GetFromJsonAsync<T>(this HttpClient client, Context ctx, Uri? requestUri, JsonSerializerOptions? options)
    {
        ArgumentNullException.ThrowIfNull(client);
        return ReadWholeAsync(ctx, client, HttpMethod.Get, requestUri, content => content.ReadFromJsonAsync<T>(options));
    }

    /// <inheritdoc cref="GetFromJsonAsync{T}(HttpClient, Context, Uri?, JsonSerializerOptions?)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<T?> GetFromJsonAsync<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, JsonSerializerOptions? options) =>
        GetFromJsonAsync<T>(client, ctx, ContextSend.ToUri(requestUri), options);

    /// <summary>Sends a DELETE request under a context and deserializes the body of a successful response.</summary>
    /// <inheritdoc cref="GetFromJsonAsync{T}(HttpClient, Context, Uri?, JsonTypeInfo{T})"/>
    public static Task<T?> DeleteFromJsonAsync<T>(this HttpClient client, Context ctx, Uri? requestUri, JsonTypeInfo<T> jsonTypeInfo)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(jsonTypeInfo);
        return ReadWholeAsync(ctx, client, HttpMethod.Delete, requestUri, content => content.ReadFromJsonAsync(jsonTypeInfo));
    }

    /// <inheritdoc cref="DeleteFromJsonAsync{T}(HttpClient, Context, Uri?, JsonTypeInfo{T})"/>
    public static Task<T?> DeleteFromJsonAsync<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, JsonTypeInfo<T> jsonTypeInfo) =>
        DeleteFromJsonAsync(client, ctx, ContextSend.ToUri(requestUri), jsonTypeInfo);

    /// <summary>Sends a DELETE request under a context and deserializes the body of a successful response by reflection.</summary>
    /// <inheritdoc cref="GetFromJsonAsync{T}(HttpClient, Context, Uri?)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<T?> DeleteFromJsonAsync<T>(this HttpClient client, Context ctx, Uri? requestUri) =>
        DeleteFromJsonAsync<T>(client, ctx, requestUri, (JsonSerializerOptions?)null);

    /// <inheritdoc cref="DeleteFromJsonAsync{T}(HttpClient, Context, Uri?)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<T?> DeleteFromJsonAsync<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri) =>
        DeleteFromJsonAsync<T>(client, ctx, ContextSend.ToUri(requestUri), (JsonSerializerOptions?)null);

    /// <summary>Sends a DELETE request under a context and deserializes the body of a successful response by reflection.</summary>
    /// <inheritdoc cref="GetFromJsonAsync{T}(HttpClient, Context, Uri?, JsonSerializerOptions?)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<T?> DeleteFromJsonAsync<T>(this HttpClient client, Context ctx, Uri? requestUri, JsonSerializerOptions? options)
    {
        ArgumentNullException.ThrowIfNull(client);
        return ReadWholeAsync(ctx, client, HttpMethod.Delete, requestUri, content => content.ReadFromJsonAsync<T>(options));
    }

    /// <inheritdoc cref="DeleteFromJsonAsync{T}(HttpClient, Context, Uri?, JsonSerializerOptions?)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<T?> DeleteFromJsonAsync<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, JsonSerializerOptions? options) =>
        DeleteFromJsonAsync<T>(client, ctx, ContextSend.ToUri(requestUri), options);
}
