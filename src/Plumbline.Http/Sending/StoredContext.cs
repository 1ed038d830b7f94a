namespace Plumbline.Http.Internal;

/// <summary>The context of a request that somebody else made, kept in the request's options.</summary>
[ContextCarrier]
internal sealed class StoredContext(Context ctx, bool isBound) : IContextCarrier
{
    private CallRecord _record;

    public Context Context { get; } = ctx;

    public bool IsBound { get; } = isBound;

    public ref CallRecord Record => ref _record;
}
