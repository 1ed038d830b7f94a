using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Plumbline.RuleCost;

/// <summary>The rules of the package, found as the compiler finds them: by attribute.</summary>
internal static class ShippedRules
{
    internal static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. Assembly.Load("Plumbline.Analyzers").GetTypes()
            .Where(static type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null)
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!), // an analyzer has a constructor without parameters, else the compiler could not make it either
    ];

    internal static IEnumerable<string> Ids => Analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics).Select(static rule => rule.Id);
}
