using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Plumbline.Http.Internal;

namespace Plumbline.Http;

/// <summary>Reads of <see cref="HttpContent"/> that take a context.</summary>
/// <remarks>
/// Only what adds something: <c>ReadAsStringAsync</c>, <c>ReadAsByteArrayAsync</c> and <c>ReadAsStreamAsync</c> are instance methods that
/// take a token, so <c>content.ReadAsStringAsync(ctx)</c> calls them whatever we offer, and is bounded by that token. A body that came
/// from a ctx-first call is bounded by that call's context as well. Thread safety: as <see cref="HttpContent"/>, one read at a time.
/// </remarks>
public static class HttpContentContextExtensions
{
    /// <summary>Reads the body as JSON under a context.</summary>
    /// <typeparam name="T">What the body holds.</typeparam>
    /// <param name="content">The body; one of a response that did not come from a ctx-first call is bounded all the same.</param>
    /// <param name="ctx">Bounds the read.</param>
    /// <param name="jsonTypeInfo">How to read a <typeparamref name="T"/>, from a source-generated serializer context.</param>
    /// <returns>The value; null when the body says <c>null</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> or <paramref name="jsonTypeInfo"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The deadline of <paramref name="ctx"/>, or of the call the body came from, has passed.</exception>
    /// <exception cref="ContextCanceledException"><paramref name="ctx"/>, or the context of the call the body came from, was canceled.</exception>
    /// <exception cref="HttpRequestException">The body could not be read to its end for a reason that is not the context's.</exception>
    /// <exception cref="JsonException">The body is not what <paramref name="jsonTypeInfo"/> describes.</exception>
    public static Task<T?> ReadFromJsonAsync<T>(this HttpContent content, Context ctx, JsonTypeInfo<T> jsonTypeInfo)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(jsonTypeInfo);
        return ContextRead.RunAsync(
            ctx, (content, jsonTypeInfo), static (call, token) => call.content.ReadFromJsonAsync(call.jsonTypeInfo, token));
    }

    /// <summary>Reads the body as JSON under a context, by reflection.</summary>
    /// <typeparam name="T">What the body holds.</typeparam>
    /// <param name="content">The body; one of a response that did not come from a ctx-first call is bounded all the same.</param>
    /// <param name="ctx">Bounds the read.</param>
    /// <returns>The value, read as <see cref="JsonSerializerOptions.Web"/> says; null when the body says <c>null</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> is null.</exception>
    /// <exception cref="DeadlineExceededException">The deadline of <paramref name="ctx"/>, or of the call the body came from, has passed.</exception>
    /// <exception cref="ContextCanceledException"><paramref name="ctx"/>, or the context of the call the body came from, was canceled.</exception>
    /// <exception cref="HttpRequestException">The body could not be read to its end for a reason that is not the context's.</exception>
    /// <exception cref="JsonException">The body is not a <typeparamref name="T"/>.</exception>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<T?> ReadFromJsonAsync<T>(this HttpContent content, Context ctx) =>
        ReadFromJsonAsync<T>(content, ctx, (JsonSerializerOptions?)null);

    /// <param name="content">The body; one of a response that did not come from a ctx-first call is bounded all the same.</param>
    /// <param name="ctx">Bounds the read.</param>
    /// <param name="options">How to read; null is <see cref="JsonSerializerOptions.Web"/>.</param>
    /// <inheritdoc cref="ReadFromJsonAsync{T}(HttpContent, Context)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static Task<T?> ReadFromJsonAsync<T>(this HttpContent content, Context ctx, JsonSerializerOptions? options)
    {
        ArgumentNullException.ThrowIfNull(content);
        return ContextRead.RunAsync(
            ctx,
            (content, options),
            static (call, token) => call.content.ReadFromJsonAsync<T>(call.options, token));
    }

    /// <summary>Reads the elements of a JSON array under a context, as they arrive.</summary>
    /// <returns>The elements; an element is null where the array says <c>null</c>. What is thrown comes from the enumeration.</returns>
    /// <remarks>A token given by <c>WithCancellation</c> ends the reading as well.</remarks>
    /// <inheritdoc cref="ReadFromJsonAsync{T}(HttpContent, Context, JsonTypeInfo{T})"/>
    public static IAsyncEnumerable<T?> ReadFromJsonAsAsyncEnumerable<T>(this HttpContent content, Context ctx, JsonTypeInfo<T> jsonTypeInfo)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(jsonTypeInfo);
        return ContextRead.EnumerateAsync(ctx, content, (body, token) => body.ReadFromJsonAsAsyncEnumerable(jsonTypeInfo, token));
    }

    /// <summary>Reads the elements of a JSON array under a context by reflection, as they arrive.</summary>
    /// <returns>The elements; an element is null where the array says <c>null</c>. What is thrown comes from the enumeration.</returns>
    /// <remarks>A token given by <c>WithCancellation</c> ends the reading as well.</remarks>
    /// <inheritdoc cref="ReadFromJsonAsync{T}(HttpContent, Context)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static IAsyncEnumerable<T?> ReadFromJsonAsAsyncEnumerable<T>(this HttpContent content, Context ctx) =>
        ReadFromJsonAsAsyncEnumerable<T>(content, ctx, (JsonSerializerOptions?)null);

    /// <summary>Reads the elements of a JSON array under a context by reflection, as they arrive.</summary>
    /// <returns>The elements; an element is null where the array says <c>null</c>. What is thrown comes from the enumeration.</returns>
    /// <remarks>A token given by <c>WithCancellation</c> ends the reading as well.</remarks>
    /// <inheritdoc cref="ReadFromJsonAsync{T}(HttpContent, Context, JsonSerializerOptions?)"/>
    [RequiresUnreferencedCode(JsonMessages.Unreferenced)]
    [RequiresDynamicCode(JsonMessages.Dynamic)]
    public static IAsyncEnumerable<T?> ReadFromJsonAsAsyncEnumerable<T>(this HttpContent content, Context ctx, JsonSerializerOptions? options)
    {
        ArgumentNullException.ThrowIfNull(content);
        return ContextRead.EnumerateAsync(ctx, content, (body, token) => body.ReadFromJsonAsAsyncEnumerable<T>(options, token));
    }
}
