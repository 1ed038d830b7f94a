using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Plumbline.Analyzers.Tests.Rules;

/// <summary>The rules and fixes that ship, found as the compiler finds them: by attribute.</summary>
internal static class AllRules
{
    internal static IReadOnlyList<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. typeof(ContextRule).Assembly.GetTypes()
            .Where(static type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null)
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    internal static IReadOnlyList<CodeFixProvider> Fixers { get; } =
    [
        .. Assembly.Load("Plumbline.Analyzers.CodeFixes").GetTypes()
            .Where(static type => type.GetCustomAttribute<ExportCodeFixProviderAttribute>() is not null)
            .Select(static type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    internal static IReadOnlyList<DiagnosticDescriptor> Descriptors { get; } =
        [.. Analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics).OrderBy(static rule => rule.Id, StringComparer.Ordinal)];
}
