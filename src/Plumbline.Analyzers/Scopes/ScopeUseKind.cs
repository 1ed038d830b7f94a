namespace Plumbline.Analyzers.Scopes;

/// <summary>What takes a scope that was just made.</summary>
internal enum ScopeUseKind
{
    /// <summary>Nothing.</summary>
    Discarded,

    /// <summary>A <c>using</c> statement or declaration.</summary>
    Using,

    /// <summary>A local variable, which someone has to dispose.</summary>
    Local,

    /// <summary>A field, an argument, a caller: it has an owner.</summary>
    Elsewhere,
}
