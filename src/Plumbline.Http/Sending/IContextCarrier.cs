namespace Plumbline.Http.Internal;

/// <summary>A request's context, and what a ctx-first call wrote into its headers because of it.</summary>
/// <remarks>Copies of a request share it, and may be under way at the same time: what a call wrote is set once, before the request goes out.</remarks>
internal interface IContextCarrier
{
    Context Context { get; }

    /// <summary>Whether who sends the request sees to it that the context bounds it; if not, a handler of ours does.</summary>
    bool IsBound { get; }

    /// <summary>The value of <see cref="DeadlineHeader.Name"/> as the call wrote it; null when it wrote none.</summary>
    string? Written { get; set; }

    /// <summary>What the caller had set by hand and the call replaced; null for nothing.</summary>
    string? Replaced { get; set; }
}
