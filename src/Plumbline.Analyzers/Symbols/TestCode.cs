using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Plumbline.Analyzers.Symbols;

/// <summary>Knows tests and benchmarks by the frameworks that run them.</summary>
internal static class TestCode
{
    private static readonly ConditionalWeakTable<Compilation, StrongBox<bool>> _projects = new();

    /// <summary>Whether a project refers to a framework of tests or benchmarks.</summary>
    internal static bool IsProject(Compilation compilation) =>
        _projects.GetValue(compilation, static compilation => new StrongBox<bool>(compilation.ReferencedAssemblyNames.Any(static reference => IsFramework(reference.Name)))).Value;

    /// <summary>Whether a symbol is, or is in, a test or a type that has tests, itself or by a base class: what else is in it helps them.</summary>
    internal static bool IsTest(ISymbol? symbol)
    {
        for (; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol is INamedTypeSymbol type ? HasTests(type) : HasTestAttribute(symbol))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasTests(INamedTypeSymbol type)
    {
        for (var level = type; level is { SpecialType: SpecialType.None }; level = level.BaseType)
        {
            if (HasTestAttribute(level) || level.GetMembers().Any(static member => member is IMethodSymbol && HasTestAttribute(member)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasTestAttribute(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            for (var type = attribute.AttributeClass; type is { SpecialType: SpecialType.None }; type = type.BaseType)
            {
                if (IsOfFramework(type.ContainingNamespace))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsFramework(string assembly) => assembly is "xunit.core" or "xunit.v3.core" or "nunit.framework" or "Microsoft.VisualStudio.TestPlatform.TestFramework"
        or "MSTest.TestFramework" or "TUnit.Core" or "BenchmarkDotNet" or "BenchmarkDotNet.Annotations";

    // By the outermost name; Microsoft has more than tests.
    private static bool IsOfFramework(INamespaceSymbol? space)
    {
        var outermost = space;
        while (outermost is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
        {
            outermost = outermost.ContainingNamespace;
        }

        return outermost?.Name is "Xunit" or "NUnit" or "TUnit" or "BenchmarkDotNet"
            || (outermost?.Name is "Microsoft" && space!.ToDisplayString() is "Microsoft.VisualStudio.TestTools.UnitTesting");
    }
}
