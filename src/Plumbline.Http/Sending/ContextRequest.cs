namespace Plumbline.Http.Internal;

/// <summary>A request made by a ctx-first call: a field for the context costs a tenth of what an entry in its options would.</summary>
/// <remarks>Handlers are given the request, and nothing else that could bring a context along.</remarks>
[ContextCarrier]
internal sealed class ContextRequest(Context ctx, HttpMethod method, Uri? requestUri) : HttpRequestMessage(method, requestUri), IContextCarrier
{
    private CallRecord _record;

    public Context Context { get; set; } = ctx;

    public bool IsBound => true;

    public MessageNotes? Notes { get; set; }

    public ref CallRecord Record => ref _record;
}
