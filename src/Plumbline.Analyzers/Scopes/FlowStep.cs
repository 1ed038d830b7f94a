namespace Plumbline.Analyzers.Scopes;

/// <summary>What an operation means to whoever walks the paths through a function.</summary>
internal enum FlowStep
{
    /// <summary>Nothing; the path goes on.</summary>
    Continue,

    /// <summary>The path is settled here.</summary>
    Stop,

    /// <summary>The path ends here with what was looked for.</summary>
    Hit,
}
