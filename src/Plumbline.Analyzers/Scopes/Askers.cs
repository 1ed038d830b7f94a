using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Whether anyone asks for the value that a private method answers with, or whether it is but a helper of a loop, whose context it has and which goes on.</summary>
/// <remarks>By name, and asked only when there is something to report.</remarks>
internal static class Askers
{
    /// <summary>Whether a method is called other than in a loop of its own type, by way of other private methods too; also where nothing calls it.</summary>
    internal static bool AreOutside(IMethodSymbol method) =>
        method is not { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private, DeclaringSyntaxReferences: { Length: 1 } declared }
        || declared[0].GetSyntax() is not MethodDeclarationSyntax declaration
        || AreOutside(declaration, [.. method.ContainingType.DeclaringSyntaxReferences.Select(static part => part.GetSyntax())], []);

    private static bool AreOutside(MethodDeclarationSyntax method, List<SyntaxNode> type, HashSet<SyntaxNode> seen)
    {
        var isCalled = false;
        foreach (var name in type.SelectMany(static part => part.DescendantNodes()).OfType<SimpleNameSyntax>())
        {
            if (name.Identifier.ValueText != method.Identifier.ValueText || name.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member || member == method)
                continue;

            // A method group is called by whoever gets it, and what is no method runs when an object is made.
            isCalled = true;
            if (member is not MethodDeclarationSyntax caller || !IsCallee(name))
                return true;

            if (!IsInLoop(name) && (!IsPrivate(caller) || (seen.Add(caller) && AreOutside(caller, type, seen))))
                return true;
        }

        return !isCalled;
    }

    private static bool IsCallee(SimpleNameSyntax name) => name.Parent is InvocationExpressionSyntax
        || (name.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } member && member.Name == name);

    private static bool IsInLoop(SyntaxNode node) => node.Ancestors().TakeWhile(static around => around is not MemberDeclarationSyntax)
        .Any(static around => around is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax);

    private static bool IsPrivate(MethodDeclarationSyntax method) => method.ExplicitInterfaceSpecifier is null
        && !method.Modifiers.Any(static modifier => modifier.IsKind(SyntaxKind.PublicKeyword) || modifier.IsKind(SyntaxKind.InternalKeyword) || modifier.IsKind(SyntaxKind.ProtectedKeyword));
}
