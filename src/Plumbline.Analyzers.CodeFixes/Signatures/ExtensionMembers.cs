using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FindSymbols;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>Members of an <c>extension(…)</c> block, of which the compiler makes static methods that can be called as well.</summary>
internal static class ExtensionMembers
{
    /// <summary>Whether a symbol that is found with a member is what the compiler makes of it.</summary>
    internal static bool IsMade(IMethodSymbol found, IMethodSymbol method) => found.IsImplicitlyDeclared && method.ContainingType?.TypeKind == ExtensionBlocks.Kind;

    /// <summary>Whether code calls the static method that is made of a member: not among the references of the member, and not to be changed with it.</summary>
    internal static async Task<bool> IsCalledAsStaticAsync(IMethodSymbol method, Solution solution, CancellationToken cancel)
    {
        if (method.ContainingType is not { TypeKind: ExtensionBlocks.Kind, ContainingType: { } type })
        {
            return false;
        }

        foreach (var made in type.GetMembers(method.Name).OfType<IMethodSymbol>().Where(static member => member.IsImplicitlyDeclared))
        {
            // Newer versions of Roslyn find the member with it.
            if ((await SymbolFinder.FindReferencesAsync(made, solution, cancel).ConfigureAwait(false)).Any(found => SymbolEqualityComparer.Default.Equals(found.Definition, made) && found.Locations.Any()))
            {
                return true;
            }
        }

        return false;
    }
}
