using Microsoft.CodeAnalysis;

namespace Plumbline.Analyzers.Symbols;

/// <summary>Knows the methods of the common test frameworks by the namespace of their attributes.</summary>
internal static class TestMethods
{
    /// <summary>Whether a symbol is, or stands in, a test.</summary>
    internal static bool Contains(ISymbol? symbol)
    {
        for (; symbol is IMethodSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol.GetAttributes().Any(static attribute => IsTest(attribute.AttributeClass)))
                return true;
        }

        return false;
    }

    private static bool IsTest(INamedTypeSymbol? attribute)
    {
        for (; attribute is not null; attribute = attribute.BaseType)
        {
            if (attribute.ContainingNamespace?.ToDisplayString() is "Xunit" or "NUnit.Framework" or "TUnit.Core" or "Microsoft.VisualStudio.TestTools.UnitTesting")
                return true;
        }

        return false;
    }
}
