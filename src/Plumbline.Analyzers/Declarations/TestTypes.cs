using Microsoft.CodeAnalysis;

namespace Plumbline.Analyzers.Declarations;

/// <summary>Knows the types that hold tests or benchmarks: their objects live as long as one of those, and their keys are no one else's.</summary>
internal static class TestTypes
{
    /// <summary>Whether the type, or one around it, has a test method of xUnit, NUnit or MSTest, or a benchmark.</summary>
    internal static bool IsOrIsInTest(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (HasTests(type))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasTests(INamedTypeSymbol type)
    {
        // A base class holds what its tests share as often as the tests themselves.
        for (var level = type; level is { SpecialType: SpecialType.None }; level = level.BaseType)
        {
            if (level.GetMembers().Any(static member => member is IMethodSymbol && member.GetAttributes().Any(static attribute => IsTestAttribute(attribute.AttributeClass))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTestAttribute(INamedTypeSymbol? attribute)
    {
        for (; attribute is { SpecialType: SpecialType.None }; attribute = attribute.BaseType)
        {
            if (attribute.ToDisplayString() is "Xunit.FactAttribute" or "Xunit.TheoryAttribute" or "NUnit.Framework.TestAttribute"
                or "NUnit.Framework.TestCaseAttribute" or "NUnit.Framework.TestCaseSourceAttribute" or "Microsoft.VisualStudio.TestTools.UnitTesting.TestMethodAttribute"
                or "BenchmarkDotNet.Attributes.BenchmarkAttribute")
            {
                return true;
            }
        }

        return false;
    }
}
