namespace Plumbline.Analyzers.Scopes;

/// <summary>How the paths that were walked end.</summary>
[Flags]
internal enum FlowEnds
{
    None = 0,

    /// <summary>One reaches the end of the function, or a <c>return</c>.</summary>
    Exit = 1,

    /// <summary>An exception leaves the function on one.</summary>
    Exception = 2,

    /// <summary>One meets an operation that was looked for.</summary>
    Hit = 4,

    /// <summary>One meets an operation that settles it.</summary>
    Stop = 8,
}
