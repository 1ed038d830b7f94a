namespace Plumbline.Http.Internal;

/// <summary>The context that a handler stored in the request of a ctx-first call: told to those further in, while the call stays its caller's.</summary>
[ContextCarrier]
internal sealed class DerivedContext(Context ctx, IContextCarrier call) : IContextCarrier
{
    public Context Context { get; } = ctx;

    public bool IsBound => true;

    public ref CallRecord Record => ref call.Record;
}
