namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>What a change of a signature does to its one parameter, besides moving it to the front.</summary>
internal enum ChangeKind
{
    /// <summary>Nothing else.</summary>
    Move,

    /// <summary>An optional or nullable context becomes a required one.</summary>
    Require,

    /// <summary>A token becomes a context.</summary>
    Adopt,

    /// <summary>A token beside a context is dropped, instead of being moved.</summary>
    Drop,
}
