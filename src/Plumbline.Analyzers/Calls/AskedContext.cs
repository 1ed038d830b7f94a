using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.Analyzers.Calls;

/// <summary>Knows code around which the context was asked already.</summary>
internal static class AskedContext
{
    /// <summary>Whether the nearest loop around a node goes on only while a context or a token is not done.</summary>
    internal static bool IsLooped(SyntaxNode node)
    {
        for (var current = node; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case WhileStatementSyntax loop:
                    return LooksAtContext(loop.Condition);
                case DoStatementSyntax loop:
                    return LooksAtContext(loop.Condition);
                case ForStatementSyntax loop:
                    return LooksAtContext(loop.Condition);
                case CommonForEachStatementSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax:
                    return false;
                default:
                    break;
            }
        }

        return false;
    }

    /// <summary>Whether a node stands where a token was asked, and cannot be canceled: in the <c>else</c> of <c>if (token.CanBeCanceled)</c>.</summary>
    internal static bool IsEndless(SyntaxNode node)
    {
        for (var current = node; current is not (null or MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax); current = current.Parent)
        {
            if (current is ElseClauseSyntax { Parent: IfStatementSyntax { Condition: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CanBeCanceled" } } })
            {
                return true;
            }
        }

        return false;
    }

    private static bool LooksAtContext(ExpressionSyntax? condition) =>
        condition?.DescendantNodesAndSelf().Any(static node => node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsDone" or "IsCancellationRequested" }) == true;
}
