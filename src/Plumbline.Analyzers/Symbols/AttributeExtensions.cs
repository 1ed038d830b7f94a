using Microsoft.CodeAnalysis;

namespace Plumbline.Analyzers.Symbols;

/// <summary>Asks symbols for their attributes.</summary>
internal static class AttributeExtensions
{
    /// <summary>Whether the symbol itself has the attribute.</summary>
    internal static bool Has(this ISymbol symbol, INamedTypeSymbol? attribute)
    {
        if (attribute is null)
        {
            return false;
        }

        foreach (var data in symbol.GetAttributes())
        {
            if (SymbolEqualityComparer.Default.Equals(data.AttributeClass, attribute))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the type or one of its base types has the attribute.</summary>
    internal static bool HasOrInherits(this INamedTypeSymbol type, INamedTypeSymbol? attribute)
    {
        for (var level = type; level is not null; level = level.BaseType)
        {
            if (level.Has(attribute))
            {
                return true;
            }
        }

        return false;
    }
}
