namespace Plumbline.Http.Internal;

/// <summary>A request's context, and what is noted of the request on its way.</summary>
/// <remarks>Copies of a request share it, and may be under way at the same time.</remarks>
internal interface IContextCarrier
{
    /// <summary>The one that is told to handlers and to the callee. A handler may have replaced the caller's by a shorter one.</summary>
    Context Context { get; }

    /// <summary>True when the caller enforces its context; false when our handler must enforce this one.</summary>
    bool IsBound { get; }

    ref CallRecord Record { get; }
}
