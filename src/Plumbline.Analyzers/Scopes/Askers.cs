using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Whether anyone asks for the value that a private method answers with, beyond its own type.</summary>
/// <remarks>A loop that lives as long as its object uses such helpers, too: their context is the loop's, and ends with it. By name, and asked only when there is something to report.</remarks>
internal static class Askers
{
    /// <summary>Whether the value goes, by way of private methods that answer as well, to a caller outside; also where nothing calls the method.</summary>
    internal static bool AreOutside(IMethodSymbol method) =>
        method is not { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private }
        || AreOutside(method.Name, [.. method.ContainingType.DeclaringSyntaxReferences.Select(static part => part.GetSyntax())], []);

    private static bool AreOutside(string method, List<SyntaxNode> type, HashSet<string> seen)
    {
        var isCalled = false;
        foreach (var name in type.SelectMany(static part => part.DescendantNodes()).OfType<SimpleNameSyntax>())
        {
            if (name.Identifier.ValueText != method || name.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member || (member as MethodDeclarationSyntax)?.Identifier.ValueText == method)
                continue;

            isCalled = true;
            if (member is MethodDeclarationSyntax { ReturnType: GenericNameSyntax or QualifiedNameSyntax { Right: GenericNameSyntax } } caller
                && (!IsPrivate(caller) || (seen.Add(caller.Identifier.ValueText) && AreOutside(caller.Identifier.ValueText, type, seen))))
            {
                return true;
            }
        }

        return !isCalled;
    }

    private static bool IsPrivate(MethodDeclarationSyntax method) => method.ExplicitInterfaceSpecifier is null
        && !method.Modifiers.Any(static modifier => modifier.IsKind(SyntaxKind.PublicKeyword) || modifier.IsKind(SyntaxKind.InternalKeyword) || modifier.IsKind(SyntaxKind.ProtectedKeyword));
}
