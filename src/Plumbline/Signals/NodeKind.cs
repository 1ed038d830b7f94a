namespace Plumbline;

/// <summary>What a node is, for its text and for the few places that treat kinds apart.</summary>
internal enum NodeKind
{
    Root,
    Todo,
    Cancel,
    Timeout,
    Deadline,
    Shield,
    Merge,
    MergeLink,
    PosixSignals,
    Foreign,
    Callback,
}
