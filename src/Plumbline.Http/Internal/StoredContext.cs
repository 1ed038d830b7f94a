namespace Plumbline.Http.Internal;

/// <summary>The context of a request that somebody else made, kept in the request's options.</summary>
internal sealed class StoredContext(Context ctx) : IContextCarrier
{
    public Context Context { get; } = ctx;

    public string? Written { get; set; }

    public string? Replaced { get; set; }
}
