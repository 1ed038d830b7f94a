namespace Plumbline.Http.Internal;

/// <summary>Which context a request belongs to: the one place that knows.</summary>
internal static class RequestContexts
{
    private static readonly HttpRequestOptionsKey<IContextCarrier> _key = new("Plumbline.Context");

    internal static void Store(Context ctx, HttpRequestMessage request, bool isBound)
    {
        if (request is ContextRequest own)
            own.Context = ctx;
        else if (!isBound && CarrierOf(request) is { IsBound: true } call)
            request.Options.Set(_key, new DerivedContext(ctx, call));
        else
            request.Options.Set(_key, new StoredContext(ctx, isBound));
    }

    /// <summary>What the request itself carries; null when nobody gave it a context.</summary>
    internal static IContextCarrier? CarrierOf(HttpRequestMessage request)
    {
        if (request is ContextRequest own)
            return own;

        return request.Options.TryGetValue(_key, out var stored) ? stored : null;
    }

    /// <summary>The request's own context, else the one its token leads to, else the plain root.</summary>
    internal static Context Of(IContextCarrier? carrier, CancellationToken token)
    {
        if (carrier is not null)
            return carrier.Context;

        _ = Context.TryFrom(token, out var ctx);
        return ctx;
    }

    /// <summary>Puts the context where it survives a handler that swaps the token, and one that sends copies of the request.</summary>
    internal static void Keep(HttpRequestMessage request, CancellationToken token)
    {
        if (CarrierOf(request) is { } carrier)
        {
            // In the options too: a copy has those, and not the type.
            request.Options.Set(_key, carrier);
            return;
        }

        if (Context.TryFrom(token, out var ctx) && ctx.Remaining is not null)
            request.Options.Set(_key, new StoredContext(ctx, isBound: true));
    }
}
