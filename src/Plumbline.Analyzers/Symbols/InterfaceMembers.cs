using Microsoft.CodeAnalysis;

namespace Plumbline.Analyzers.Symbols;

/// <summary>Asks methods for the interfaces that fix their signatures.</summary>
internal static class InterfaceMembers
{
    /// <summary>Whether the method implements one of an interface, explicitly or by its name.</summary>
    internal static bool ImplementsInterface(this IMethodSymbol method)
    {
        if (!method.ExplicitInterfaceImplementations.IsEmpty)
        {
            return true;
        }

        if (method.MethodKind != MethodKind.Ordinary || method.ContainingType.TypeKind == TypeKind.Interface)
        {
            return false;
        }

        foreach (var type in method.ContainingType.AllInterfaces)
        {
            foreach (var member in type.GetMembers(method.Name))
            {
                if (SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
