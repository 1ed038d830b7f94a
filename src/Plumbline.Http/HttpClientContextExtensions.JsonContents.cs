using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Plumbline.Http.Internal;

namespace Plumbline.Http;

public static partial class HttpClientContextExtensions
{
    /// <summary>Sends a value as JSON in a POST request under a context and reads the whole response.</summary>
    /// <typeparam name="T">What is sent.</typeparam>
    /// <param name="client">The client that sends.</param>
    /// <param name="ctx">Bounds everything from the wait for a connection, over the upload, to the last byte of the response.</param>
    /// <param name="requestUri">Where to; null or relative is taken against <see cref="HttpClient.BaseAddress"/>.</param>
    /// <param name="value">What to send; null sends <c>null</c>.</param>
    /// <param name="jsonTypeInfo">How to write a <typeparamref name="T"/>, from a source-generated serializer context.</param>
    /// <returns>The response, its body in memory: it stays readable after the context is done.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> or <paramref name="jsonTypeInfo"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The context's deadline has passed.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled.</exception>
    /// <exception cref="HttpRequestException">The request failed for a reason that is not the context's.</exception>
    public static Task<HttpResponseMessage> PostAsJsonAsync<T>(
        this HttpClient client, Context ctx, Uri? requestUri, T value, JsonTypeInfo<T> jsonTypeInfo) =>
        CallAsync(ctx, client, HttpMethod.Post, requestUri, JsonContent.Create(value, jsonTypeInfo));

    /// <inheritdoc cref="PostAsJsonAsync{T}(HttpClient, Context, Uri?, T, JsonTypeInfo{T})"/>
    public static Task<HttpResponseMessage> PostAsJsonAsync<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, T value, JsonTypeInfo<T> jsonTypeInfo) =>
        PostAsJsonAsync(client, ctx, ContextSend.ToUri(requestUri), value, jsonTypeInfo);

    /// <summary>Sends a value as JSON, written by reflection, in a POST request under a context and reads the whole response.</summary>
    /// <typeparam name="T">What is sent.</typeparam>
    /// <param name="client">The client that sends.</param>
    /// <param name="ctx">Bounds everything from the wait for a connection, over the upload, to the last byte of the response.</param>
    /// <param name="requestUri">Where to; null or relative is taken against <see cref="HttpClient.BaseAddress"/>.</param>
    /// <param name="value">What to send, written as <see cref="JsonSerializerOptions.Web"/> says; null sends <c>null</c>.</param>
    /// <returns>The response, its body in memory: it stays readable after the context is done.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The context's deadline has passed.</exception>
    /// <exception cref="ContextCanceledException">The context was canceled.</exception>
    /// <exception cref="HttpRequestException">The request failed for a reason that is not the context's.</exception>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<HttpResponseMessage> PostAsJsonAsync<T>(this HttpClient client, Context ctx, Uri? requestUri, T value) =>
        CallAsync(ctx, client, HttpMethod.Post, requestUri, JsonContent.Create(value));

    /// <inheritdoc cref="PostAsJsonAsync{T}(HttpClient, Context, Uri?, T)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<HttpResponseMessage> PostAsJsonAsync<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, T value) =>
        PostAsJsonAsync(client, ctx, ContextSend.ToUri(requestUri), value);

    /// <param name="client">The client that sends.</param>
    /// <param name="ctx">Bounds everything from the wait for a connection, over the upload, to the last byte of the response.</param>
    /// <param name="requestUri">Where to; null or relative is taken against <see cref="HttpClient.BaseAddress"/>.</param>
    /// <param name="value">What to send; null sends <c>null</c>.</param>
    /// <param name="options">How to write; null is <see cref="JsonSerializerOptions.Web"/>.</param>
    /// <inheritdoc cref="PostAsJsonAsync{T}(HttpClient, Context, Uri?, T)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<HttpResponseMessage> PostAsJsonAsync<T>(
        this HttpClient client, Context ctx, Uri? requestUri, T value, JsonSerializerOptions? options) =>
        CallAsync(ctx, client, HttpMethod.Post, requestUri, JsonContent.Create(value, options: options));

    /// <inheritdoc cref="PostAsJsonAsync{T}(HttpClient, Context, Uri?, T, JsonSerializerOptions?)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<HttpResponseMessage> PostAsJsonAsync<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, T value, JsonSerializerOptions? options) =>
        PostAsJsonAsync(client, ctx, ContextSend.ToUri(requestUri), value, options);

    /// <summary>Sends a value as JSON in a PUT request under a context and reads the whole response.</summary>
    /// <inheritdoc cref="PostAsJsonAsync{T}(HttpClient, Context, Uri?, T, JsonTypeInfo{T})"/>
    public static Task<HttpResponseMessage> PutAsJsonAsync<T>(
        this HttpClient client, Context ctx, Uri? requestUri, T value, JsonTypeInfo<T> jsonTypeInfo) =>
        CallAsync(ctx, client, HttpMethod.Put, requestUri, JsonContent.Create(value, jsonTypeInfo));

    /// <inheritdoc cref="PutAsJsonAsync{T}(HttpClient, Context, Uri?, T, JsonTypeInfo{T})"/>
    public static Task<HttpResponseMessage> PutAsJsonAsync<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, T value, JsonTypeInfo<T> jsonTypeInfo) =>
        PutAsJsonAsync(client, ctx, ContextSend.ToUri(requestUri), value, jsonTypeInfo);

    /// <summary>Sends a value as JSON, written by reflection, in a PUT request under a context and reads the whole response.</summary>
    /// <inheritdoc cref="PostAsJsonAsync{T}(HttpClient, Context, Uri?, T)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<HttpResponseMessage> PutAsJsonAsync<T>(this HttpClient client, Context ctx, Uri? requestUri, T value) =>
        CallAsync(ctx, client, HttpMethod.Put, requestUri, JsonContent.Create(value));

    /// <inheritdoc cref="PutAsJsonAsync{T}(HttpClient, Context, Uri?, T)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<HttpResponseMessage> PutAsJsonAsync<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, T value) =>
        PutAsJsonAsync(client, ctx, ContextSend.ToUri(requestUri), value);

    /// <summary>Sends a value as JSON, written by reflection, in a PUT request under a context and reads the whole response.</summary>
    /// <inheritdoc cref="PostAsJsonAsync{T}(HttpClient, Context, Uri?, T, JsonSerializerOptions?)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<HttpResponseMessage> PutAsJsonAsync<T>(
        this HttpClient client, Context ctx, Uri? requestUri, T value, JsonSerializerOptions? options) =>
        CallAsync(ctx, client, HttpMethod.Put, requestUri, JsonContent.Create(value, options: options));

    /// <inheritdoc cref="PutAsJsonAsync{T}(HttpClient, Context, Uri?, T, JsonSerializerOptions?)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<HttpResponseMessage> PutAsJsonAsync<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, T value, JsonSerializerOptions? options) =>
        PutAsJsonAsync(client, ctx, ContextSend.ToUri(requestUri), value, options);

    /// <summary>Sends a value as JSON in a PATCH request under a context and reads the whole response.</summary>
    /// <inheritdoc cref="PostAsJsonAsync{T}(HttpClient, Context, Uri?, T, JsonTypeInfo{T})"/>
    public static Task<HttpResponseMessage> PatchAsJsonAsync<T>(
        this HttpClient client, Context ctx, Uri? requestUri, T value, JsonTypeInfo<T> jsonTypeInfo) =>
        CallAsync(ctx, client, HttpMethod.Patch, requestUri, JsonContent.Create(value, jsonTypeInfo));

    /// <inheritdoc cref="PatchAsJsonAsync{T}(HttpClient, Context, Uri?, T, JsonTypeInfo{T})"/>
    public static Task<HttpResponseMessage> PatchAsJsonAsync<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, T value, JsonTypeInfo<T> jsonTypeInfo) =>
        PatchAsJsonAsync(client, ctx, ContextSend.ToUri(requestUri), value, jsonTypeInfo);

    /// <summary>Sends a value as JSON, written by reflection, in a PATCH request under a context and reads the whole response.</summary>
    /// <inheritdoc cref="PostAsJsonAsync{T}(HttpClient, Context, Uri?, T)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<HttpResponseMessage> PatchAsJsonAsync<T>(this HttpClient client, Context ctx, Uri? requestUri, T value) =>
        CallAsync(ctx, client, HttpMethod.Patch, requestUri, JsonContent.Create(value));

    /// <inheritdoc cref="PatchAsJsonAsync{T}(HttpClient, Context, Uri?, T)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<HttpResponseMessage> PatchAsJsonAsync<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, T value) =>
        PatchAsJsonAsync(client, ctx, ContextSend.ToUri(requestUri), value);

    /// <summary>Sends a value as JSON, written by reflection, in a PATCH request under a context and reads the whole response.</summary>
    /// <inheritdoc cref="PostAsJsonAsync{T}(HttpClient, Context, Uri?, T, JsonSerializerOptions?)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<HttpResponseMessage> PatchAsJsonAsync<T>(
        this HttpClient client, Context ctx, Uri? requestUri, T value, JsonSerializerOptions? options) =>
        CallAsync(ctx, client, HttpMethod.Patch, requestUri, JsonContent.Create(value, options: options));

    /// <inheritdoc cref="PatchAsJsonAsync{T}(HttpClient, Context, Uri?, T, JsonSerializerOptions?)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<HttpResponseMessage> PatchAsJsonAsync<T>(
        this HttpClient client, Context ctx, [StringSyntax(StringSyntaxAttribute.Uri)] string? requestUri, T value, JsonSerializerOptions? options) =>
        PatchAsJsonAsync(client, ctx, ContextSend.ToUri(requestUri), value, options);
}
