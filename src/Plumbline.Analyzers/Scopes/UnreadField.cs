using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Tells a field that is written and never read: what it holds, nobody can dispose.</summary>
internal static class UnreadField
{
    /// <summary>Whether no code reads the field. Told by its name, in its own type, which is all that sees a private one; in doubt it is read.</summary>
    internal static bool Is(IFieldSymbol field, CancellationToken token) =>
        field is { DeclaredAccessibility: Accessibility.Private, IsImplicitlyDeclared: false }
        && field.GetAttributes().IsEmpty
        && field.ContainingType.DeclaringSyntaxReferences.All(part => IsOnlyWritten(part.GetSyntax(token), field.Name));

    private static bool IsOnlyWritten(SyntaxNode part, string name)
    {
        foreach (var node in part.DescendantNodes())
        {
            if (node is IdentifierNameSyntax used && used.Identifier.ValueText == name && !IsWritten(used))
            {
                return false;
            }
        }

        return true;
    }

    // `_scope = …`, `this._scope = …`, `other._scope = …`, whose value is not used further.
    private static bool IsWritten(IdentifierNameSyntax used)
    {
        ExpressionSyntax target = used.Parent is MemberAccessExpressionSyntax member && member.Name == used ? member : used;
        return target.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Parent: { } around } assignment
            && assignment.Left == target
            && (around is ExpressionStatementSyntax || IsBodyWithoutResult(around));
    }

    private static bool IsBodyWithoutResult(SyntaxNode around) => around is ArrowExpressionClauseSyntax
    {
        Parent: ConstructorDeclarationSyntax or MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } },
    };
}
