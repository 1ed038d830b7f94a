using Microsoft.CodeAnalysis;

namespace Plumbline.Analyzers;

/// <summary>How the descriptors of all rules are made: what they have in common stands here once.</summary>
internal static class Rule
{
    /// <summary>The one category of all rules: what <c>dotnet_analyzer_diagnostic.category-Plumbline.severity</c> names.</summary>
    internal const string Category = "Plumbline";

    /// <summary>A rule that reports what is almost certainly wrong.</summary>
    internal static DiagnosticDescriptor Warning(string id, string title, string message, string why) =>
        Create(id, title, message, why, DiagnosticSeverity.Warning);

    /// <summary>A rule that may be a matter of judgement.</summary>
    internal static DiagnosticDescriptor Suggestion(string id, string title, string message, string why) =>
        Create(id, title, message, why, DiagnosticSeverity.Info);

    // Every rule is on by default; the description is what an IDE shows beside the message, so it carries the why and what to do.
    private static DiagnosticDescriptor Create(string id, string title, string message, string why, DiagnosticSeverity severity) =>
        new(id, title, message, Category, severity, isEnabledByDefault: true, description: why);
}
