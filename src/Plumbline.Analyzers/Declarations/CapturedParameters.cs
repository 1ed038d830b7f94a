using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Declarations;

/// <summary>Finds the contexts that a type takes as parameters of its primary constructor and keeps, because a member names them after the construction.</summary>
/// <remarks>
/// Asked for every type there is, by its symbol: to see all operations of a type before its end, the compiler would have to ask about each of its members. Only where there is such a
/// parameter its name is looked for in the text.
/// </remarks>
internal static class CapturedParameters
{
    /// <summary>Those parameters, in order.</summary>
    internal static IEnumerable<IParameterSymbol> Of(INamedTypeSymbol type, PlumblineSymbols symbols, Compilation compilation, CancellationToken token)
    {
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct))
        {
            return [];
        }

        foreach (var constructor in type.InstanceConstructors)
        {
            if (TakesContext(constructor, symbols) && IsPrimary(constructor, token))
            {
                return constructor.Parameters.Where(parameter => symbols.IsContextOrNullable(parameter.Type) && IsCaptured(parameter, type, compilation, token));
            }
        }

        return [];
    }

    private static bool TakesContext(IMethodSymbol constructor, PlumblineSymbols symbols)
    {
        foreach (var parameter in constructor.Parameters)
        {
            if (symbols.IsContextOrNullable(parameter.Type))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPrimary(IMethodSymbol constructor, CancellationToken token) =>
        constructor.DeclaringSyntaxReferences.Length == 1 && constructor.DeclaringSyntaxReferences[0].GetSyntax(token) is TypeDeclarationSyntax;

    private static bool IsCaptured(IParameterSymbol parameter, INamedTypeSymbol type, Compilation compilation, CancellationToken token) =>
        type.DeclaringSyntaxReferences.Any(part => part.GetSyntax(token) is TypeDeclarationSyntax declaration && declaration.Members.Any(member => Names(member, parameter, compilation, token)));

    // What a member's body says of the parameter is kept in the object; what an initializer says of it is over with the construction, or kept by its lambda, which is no member.
    private static bool Names(MemberDeclarationSyntax member, IParameterSymbol parameter, Compilation compilation, CancellationToken token)
    {
        if (member is BaseTypeDeclarationSyntax or BaseFieldDeclarationSyntax)
        {
            return false;
        }

        foreach (var name in member.DescendantNodes(static node => node is not EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax }).OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText == parameter.Name && !IsNameOnly(name) && Refers(name, parameter, compilation, token))
            {
                return true;
            }
        }

        return false;
    }

    // nameof(ctx.Token) is a text, and new(ctx: other) names the parameter of another object.
    private static bool IsNameOnly(IdentifierNameSyntax name) => name.Parent is NameColonSyntax
        || name.Ancestors().TakeWhile(static around => around is ExpressionSyntax or ArgumentSyntax or ArgumentListSyntax)
            .Any(static around => around is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } });

    private static bool Refers(IdentifierNameSyntax name, IParameterSymbol parameter, Compilation compilation, CancellationToken token)
    {
#pragma warning disable RS1030 // A symbol has no model to ask. Made only where a member of such a type says the parameter's name.
        var model = compilation.GetSemanticModel(name.SyntaxTree);
#pragma warning restore RS1030
        return SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, token).Symbol, parameter);
    }
}
