using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.Analyzers.CodeFixes.Exceptions;

/// <summary>Knows where a filter no longer runs before the cleanup of what it guards.</summary>
internal static class AwaitedCleanup
{
    /// <summary>Whether a clean-up that awaits lies between what throws in the clause's block and the clause.</summary>
    /// <remarks>Such a clean-up catches the exception and throws it again afterwards: scopes in between have ended, so that each context in them is done.</remarks>
    internal static bool LiesBefore(CatchClauseSyntax clause) =>
        clause.Parent is TryStatementSyntax guarded
        && guarded.Block.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Any(static node => node switch
        {
            UsingStatementSyntax statement => statement.AwaitKeyword != default,
            LocalDeclarationStatementSyntax declaration => declaration.AwaitKeyword != default,
            CommonForEachStatementSyntax loop => loop.AwaitKeyword != default,
            FinallyClauseSyntax or CatchClauseSyntax => node.DescendantNodes().Any(static inner => inner.IsKind(SyntaxKind.AwaitExpression)),
            _ => false,
        });
}
