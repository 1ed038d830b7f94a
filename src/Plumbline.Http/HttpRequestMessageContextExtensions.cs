using Plumbline.Http.Internal;

namespace Plumbline.Http;

/// <summary>The context of a request that is built before it is sent.</summary>
/// <remarks>Thread safety: as <see cref="HttpRequestMessage"/>, one thread at a time.</remarks>
public static class HttpRequestMessageContextExtensions
{
    /// <summary>Stores a context in a request, for handlers on its way: <see cref="ContextPropagationHandler"/>, or your own.</summary>
    /// <param name="request">The request; what it stored before is replaced.</param>
    /// <param name="ctx">The context that the request belongs to.</param>
    /// <returns><paramref name="request"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <remarks>
    /// In a handler on the way of a ctx-first call it is for those further in and for the callee: the call stays bound by its caller's context.
    /// The scope of a context that was stored before <c>http.SendAsync(request)</c> must outlive the body. By itself it bounds nothing. A client with a <see cref="ContextPropagationHandler"/> bounds the request by it, to the last byte of the
    /// body, when it is sent by <c>http.SendAsync(request)</c>. Any other client takes <c>http.SendAsync(ctx, request)</c>, which stores
    /// its context itself. It survives handlers that swap the token, and copies that take the options along. Costs some 300 bytes.
    /// Go: <c>req.WithContext(ctx)</c>, which copies the request.
    /// </remarks>
    public static HttpRequestMessage WithContext(this HttpRequestMessage request, Context ctx)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequestContexts.Store(ctx, request, isBound: false);
        return request;
    }

    /// <summary>The context that is stored in a request: by a ctx-first call, or by <see cref="WithContext"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ctx">The context with its values; <see cref="Context.Background"/> when there is none.</param>
    /// <returns>Whether a context is stored. If not, a handler's token may still lead to one: <see cref="Context.From(CancellationToken)"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <remarks>Go: <c>req.Context()</c>.</remarks>
    public static bool TryGetContext(this HttpRequestMessage request, out Context ctx)
    {
        ArgumentNullException.ThrowIfNull(request);
        var carrier = RequestContexts.CarrierOf(request);
        ctx = carrier?.Context ?? default;
        return carrier is not null;
    }
}
