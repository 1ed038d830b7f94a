using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Plumbline.Analyzers.CodeFixes.Scopes;

/// <summary>PLB0001: keeps the scope with <c>using var</c>, where it ends nothing that the code still needs after the block.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class LostScopeFixer() : DocumentFixer("PLB0001", "Dispose the scope with 'using var'")
{
    private protected override async Task<Document?> FixAsync(Document document, ImmutableArray<TextSpan> reports, CancellationToken token)
    {
        var root = await document.GetSyntaxRootAsync(token).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(token).ConfigureAwait(false);
        if (root is null || model is null)
            return null;

        var fresh = new FreshNames("cancel");
        var names = new Dictionary<StatementSyntax, string>();
        foreach (var span in reports)
        {
            if (StatementAt(root, span, model, token) is { } statement && !names.ContainsKey(statement))
                names.Add(statement, statement is ExpressionStatementSyntax ? fresh.Next(statement) : "");
        }

        // A statement may stand in a lambda inside another one: each is changed as it has become by then.
        return names.Count == 0 ? null : document.WithSyntaxRoot(root.ReplaceNodes(names.Keys, (original, current) => Using(current, names[original])));
    }

    private static StatementSyntax? StatementAt(SyntaxNode root, TextSpan span, SemanticModel model, CancellationToken token)
    {
        var node = root.FindNode(span, getInnermostNodeForTie: true);
        var statement = node.FirstAncestorOrSelf<StatementSyntax>();
        var isKnown = statement is LocalDeclarationStatementSyntax
            or ExpressionStatementSyntax { Expression: not AssignmentExpressionSyntax or AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } };
        return isKnown && UsingSafety.Allows(statement!, node, model, token) ? statement : null;
    }

    private static LocalDeclarationStatementSyntax Using(StatementSyntax statement, string name) => statement is ExpressionStatementSyntax discard
        ? Declare(discard, name)
        : Using((LocalDeclarationStatementSyntax)statement);

    private static LocalDeclarationStatementSyntax Using(LocalDeclarationStatementSyntax local) => local
        .WithLeadingTrivia()
        .WithUsingKeyword(SyntaxFactory.Token(local.GetLeadingTrivia(), SyntaxKind.UsingKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space)));

    private static LocalDeclarationStatementSyntax Declare(ExpressionStatementSyntax discard, string name)
    {
        var made = discard.Expression is AssignmentExpressionSyntax assignment ? assignment.Right : discard.Expression;
        var variable = SyntaxFactory.VariableDeclarator(name)
            .WithInitializer(SyntaxFactory.EqualsValueClause(made.WithoutLeadingTrivia()).WithEqualsToken(
                SyntaxFactory.Token(SyntaxFactory.TriviaList(SyntaxFactory.Space), SyntaxKind.EqualsToken, SyntaxFactory.TriviaList(SyntaxFactory.Space))));
        var declaration = SyntaxFactory.VariableDeclaration(
            SyntaxFactory.IdentifierName("var").WithTrailingTrivia(SyntaxFactory.Space),
            SyntaxFactory.SingletonSeparatedList(variable));
        return Using(SyntaxFactory.LocalDeclarationStatement(declaration).WithSemicolonToken(discard.SemicolonToken).WithLeadingTrivia(discard.GetLeadingTrivia()));
    }
}
