using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Symbols;

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

    /// <summary>Whether the context was asked right before a node, with nothing waited for between: <c>ctx.ThrowIfDone();</c>.</summary>
    internal static bool IsJustAsked(SyntaxNode node)
    {
        var statement = node;
        while (statement.Parent is { } parent and not (BlockSyntax or SwitchSectionSyntax))
        {
            // What runs again, or when it pleases.
            if (IsFunction(parent) || IsLoop(parent) || parent is MemberDeclarationSyntax)
            {
                return false;
            }

            statement = parent;
        }

        return statement is StatementSyntax
            && !statement.DescendantNodes(static inside => !IsFunction(inside)).Any(earlier => earlier.Span.End <= node.SpanStart && IsWait(earlier))
            && Before(statement).Reverse().TakeWhile(static earlier => !MayTakeTime(earlier)).Any(IsQuestion);
    }

    /// <summary>Whether a node stands where the end of a context is seen to by a callback: <c>using (ctx.Register(…)) { … }</c>, or behind <c>using var … = ctx.Register(…);</c>.</summary>
    internal static bool IsUnderRegistration(SyntaxNode node, SemanticModel model, PlumblineSymbols symbols)
    {
        for (var current = node; current is not (null or MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax); current = current.Parent)
        {
            if ((current is UsingStatementSyntax block && block.Statement.Span.Contains(node.Span) && (IsRegistration(block.Expression) || AnyIsRegistration(block.Declaration)))
                || Before(current).Any(earlier => earlier is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } declared && AnyIsRegistration(declared.Declaration)))
            {
                return true;
            }
        }

        return false;

        bool AnyIsRegistration(VariableDeclarationSyntax? declaration) => declaration?.Variables.Any(variable => IsRegistration(variable.Initializer?.Value)) == true;

        // Also with what wraps it: ctx.Register(…).ConfigureAwait(false).
        bool IsRegistration(ExpressionSyntax? value)
        {
            while (value is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called })
            {
                if (model.GetSymbolInfo(value).Symbol is IMethodSymbol method && LostRegistrationRule.IsRegister(method, symbols))
                {
                    return true;
                }

                value = called.Expression;
            }

            return false;
        }
    }

    private static bool IsQuestion(StatementSyntax statement) => statement is ExpressionStatementSyntax
    {
        Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ThrowIfDone" or "ThrowIfCancellationRequested" } },
    };

    private static bool MayTakeTime(StatementSyntax statement) =>
        statement.DescendantNodesAndSelf(static inside => !IsFunction(inside)).Any(static inside => IsWait(inside) || IsLoop(inside));

    // Blocking ones are known by their names.
    private static bool IsWait(SyntaxNode node) => node is AwaitExpressionSyntax
        or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Sleep" or "Wait" or "WaitOne" or "GetResult" } };

    private static bool IsLoop(SyntaxNode node) => node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax;

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
