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

    /// <summary>Whether a node stands where a token was asked, and cannot be canceled: in the <c>else</c> of <c>if (token.CanBeCanceled)</c>, or behind one that leaves.</summary>
    internal static bool IsEndless(SyntaxNode node)
    {
        for (var current = node; current is not (null or MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax); current = current.Parent)
        {
            if (current is ElseClauseSyntax { Parent: IfStatementSyntax { Condition: var condition } } && AsksForAnEnd(condition))
            {
                return true;
            }

            if (Before(current).Any(static earlier => earlier is IfStatementSyntax { Else: null } question && AsksForAnEnd(question.Condition) && Leaves(question.Statement)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the end of a context was caught before a node, and the code went on: <c>catch (…) when (ctx.IsDone) { }</c>.</summary>
    internal static bool IsPastItsEnd(SyntaxNode node)
    {
        for (var current = node; current is not (null or MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax); current = current.Parent)
        {
            if (Before(current).Any(static earlier => earlier.DescendantNodesAndSelf(static inside => !IsFunction(inside)).OfType<CatchClauseSyntax>().Any(PassesOver)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool PassesOver(CatchClauseSyntax clause) =>
        clause.Filter?.FilterExpression is MemberAccessExpressionSyntax filter && LooksAtContext(filter) && !Leaves(clause.Block);

    private static bool AsksForAnEnd(ExpressionSyntax condition) => condition is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CanBeCanceled" };

    private static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax;

    // The statements of the same block that run before this one.
    private static IEnumerable<StatementSyntax> Before(SyntaxNode node) => node.Parent switch
    {
        BlockSyntax block => block.Statements.TakeWhile(statement => statement != node),
        SwitchSectionSyntax section => section.Statements.TakeWhile(statement => statement != node),
        _ => [],
    };

    private static bool Leaves(StatementSyntax statement) => statement switch
    {
        BlockSyntax block => block.Statements.Count > 0 && Leaves(block.Statements[block.Statements.Count - 1]),
        ReturnStatementSyntax or ThrowStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax or GotoStatementSyntax => true,
        _ => false,
    };

    private static bool LooksAtContext(ExpressionSyntax? condition) =>
        condition?.DescendantNodesAndSelf().Any(static node => node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsDone" or "IsCancellationRequested" }) == true;
}
