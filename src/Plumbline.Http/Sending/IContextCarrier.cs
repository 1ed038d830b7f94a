namespace Plumbline.Http.Internal;

/// <summary>A request's context, and what is noted of the request on its way.</summary>
/// <remarks>Copies of a request share it, and may be under way at the same time.</remarks>
internal interface IContextCarrier
{
    Context Context { get; }

    /// <summary>Whether who sends the request sees to it that the context bounds it; if not, a handler of ours does.</summary>
    bool IsBound { get; }

    ref CallRecord Record { get; }
}
