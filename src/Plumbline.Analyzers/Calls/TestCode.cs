using Microsoft.CodeAnalysis;

namespace Plumbline.Analyzers.Calls;

/// <summary>Knows tests and benchmarks by the frameworks that run them.</summary>
internal static class TestCode
{
    /// <summary>Whether an assembly refers to a framework of tests or benchmarks.</summary>
    internal static bool IsTestAssembly(Compilation compilation)
    {
        foreach (var reference in compilation.ReferencedAssemblyNames)
        {
            if (reference.Name is "xunit.core" or "xunit.v3.core" or "nunit.framework" or "Microsoft.VisualStudio.TestPlatform.TestFramework"
                or "MSTest.TestFramework" or "TUnit.Core" or "BenchmarkDotNet" or "BenchmarkDotNet.Annotations")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a type, or one it stands in, has a method that a framework runs: what else is in it helps the tests.</summary>
    internal static bool HasTests(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol method && IsTest(method))
            {
                return true;
            }
        }

        return type.ContainingType is { } outer && HasTests(outer);
    }

    private static bool IsTest(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            for (var type = attribute.AttributeClass; type is not null; type = type.BaseType)
            {
                if (type.Name is "FactAttribute" or "TheoryAttribute" or "TestAttribute" or "TestCaseAttribute" or "TestCaseSourceAttribute"
                        or "TestMethodAttribute" or "SetUpAttribute" or "OneTimeSetUpAttribute" or "TestInitializeAttribute" or "BenchmarkAttribute"
                    && RootNamespace(type) is "Xunit" or "NUnit" or "Microsoft" or "TUnit" or "BenchmarkDotNet")
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static string RootNamespace(INamedTypeSymbol type)
    {
        var current = type.ContainingNamespace;
        while (current is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
        {
            current = current.ContainingNamespace;
        }

        return current.Name;
    }
}
