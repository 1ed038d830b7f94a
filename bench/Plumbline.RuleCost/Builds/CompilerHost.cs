namespace Plumbline.RuleCost.Builds;

/// <summary>In what the compiler runs.</summary>
internal enum CompilerHost
{
    /// <summary>A server that the build starts and all its projects share, as <c>dotnet build</c> has it unless told otherwise: what one project brought into memory, the next one finds there.</summary>
    Server,

    /// <summary>A process for each project, which loads and compiles everything anew: <c>UseSharedCompilation=false</c>.</summary>
    Processes,
}
