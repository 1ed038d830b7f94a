using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Plumbline.RuleCost;

/// <summary>The rules of the package, found as the compiler finds them: by attribute.</summary>
internal static class ShippedRules
{
    internal static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } = In("Plumbline.Analyzers");

    internal static IEnumerable<string> Ids => IdsOf(Analyzers);

    /// <summary>The rules of another assembly.</summary>
    internal static IEnumerable<string> IdsIn(string assembly) => IdsOf(In(assembly));

    private static IEnumerable<string> IdsOf(ImmutableArray<DiagnosticAnalyzer> analyzers) => analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics).Select(static rule => rule.Id);

    private static ImmutableArray<DiagnosticAnalyzer> In(string assembly) =>
    [
        .. Assembly.Load(assembly).GetTypes()
            .Where(static type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null)
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!), // an analyzer has a constructor without parameters, else the compiler could not make it either
    ];
}
