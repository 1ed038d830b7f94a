using Microsoft.CodeAnalysis;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.CodeFixes.Adoption;

/// <summary>Knows the token parameters whose place a context can take, by their declaration alone.</summary>
internal static class Adoptable
{
    /// <summary>The one token that a method takes, or null where it cannot become a context.</summary>
    internal static IParameterSymbol? Find(IMethodSymbol method, Compilation compilation, PlumblineSymbols symbols)
    {
        IParameterSymbol? token = null;
        foreach (var parameter in method.Parameters)
        {
            if (symbols.IsContextOrNullable(parameter.Type))
            {
                return null;
            }

            if (symbols.IsToken(parameter.Type))
            {
                // Two of them are two signals. An attribute says what the token is for.
                if (token is not null || parameter.RefKind != RefKind.None || !parameter.GetAttributes().IsEmpty)
                {
                    return null;
                }

                token = parameter;
            }
        }

        return token is not null && IsFree(method, token) && !SymbolEqualityComparer.Default.Equals(method, compilation.GetEntryPoint(CancellationToken.None)) ? token : null;
    }

    private static bool IsFree(IMethodSymbol method, IParameterSymbol token) =>
        method is { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation or MethodKind.LocalFunction or MethodKind.Constructor, IsExtern: false, IsImplicitlyDeclared: false }
        && !(method.IsExtensionMethod && token.Ordinal == 0)
        && method.GetAttributes().All(static attribute => IsForCompilerOrReader(attribute.AttributeClass))
        && !FrameworkCalls.Includes(method);

    // Whoever else reads an attribute calls the method too: a test runner, a router, a generator.
    private static bool IsForCompilerOrReader(INamedTypeSymbol? attribute)
    {
        var space = attribute?.ContainingNamespace.ToDisplayString() ?? "";
        return space is "System" or "System.Diagnostics" or "System.Diagnostics.CodeAnalysis" or "System.Diagnostics.Contracts" or "System.ComponentModel"
            or "System.Runtime.CompilerServices" or "System.Runtime.Versioning" or "JetBrains.Annotations" or "Plumbline";
    }
}
