using Microsoft.CodeAnalysis;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>The changed solution, or why there is none.</summary>
internal sealed class ChangeResult
{
    private ChangeResult(Solution? solution, string? refusal)
    {
        Solution = solution;
        Refusal = refusal;
    }

    /// <summary>The whole solution after the change; null when refused.</summary>
    internal Solution? Solution { get; }

    /// <summary>Why the change cannot be right here; null when made.</summary>
    internal string? Refusal { get; }

    internal static ChangeResult Made(Solution solution) => new(solution, null);

    internal static ChangeResult Refused(string why) => new(null, why);
}
