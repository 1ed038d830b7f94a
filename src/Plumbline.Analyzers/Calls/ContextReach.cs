namespace Plumbline.Analyzers.Calls;

/// <summary>What counts as a context in scope, besides one that certainly bounds the place that asks.</summary>
[Flags]
internal enum ContextReach
{
    /// <summary>Nothing: in doubt there is none.</summary>
    Certain = 0,

    /// <summary>A local that bounds nothing, such as <c>Context.Background</c>: whoever has to pass one on had better pass that.</summary>
    Roots = 1,

    /// <summary>Out of a lambda or a local function, whenever it runs: what its author could write there.</summary>
    Lambdas = 2,
}
