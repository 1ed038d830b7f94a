using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Plumbline.Analyzers.CodeFixes.Scopes;

/// <summary>PLB0009: declares a variable where another one was reassigned, and uses it from there to the end of the block.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class ReassignedContextFixer() : DocumentFixer("PLB0009", "Declare a new variable here")
{
    private protected override async Task<Document?> FixAsync(Document document, ImmutableArray<TextSpan> reports, CancellationToken token)
    {
        var root = await document.GetSyntaxRootAsync(token).ConfigureAwait(false);
        if (root is null)
            return null;

        var fixes = 0;

        // Marked: what one fix renames, the next one may be about.
        var marks = reports.ToDictionary(span => root.FindNode(span, getInnermostNodeForTie: true), static _ => new SyntaxAnnotation());
        document = document.WithSyntaxRoot(root.ReplaceNodes(marks.Keys, (original, current) => current.WithAdditionalAnnotations(marks[original])));
        foreach (var mark in marks.Values)
        {
            root = await document.GetSyntaxRootAsync(token).ConfigureAwait(false);
            if (root?.GetAnnotatedNodes(mark).FirstOrDefault() is { } node && await FixAsync(document, node.Span, token).ConfigureAwait(false) is { } changed)
                (document, fixes) = (changed, fixes + 1);
        }

        return fixes == 0 ? null : document;
    }

    private static async Task<Document?> FixAsync(Document document, TextSpan span, CancellationToken token)
    {
        var root = await document.GetSyntaxRootAsync(token).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(token).ConfigureAwait(false);
        if (root?.FindNode(span, getInnermostNodeForTie: true) is not IdentifierNameSyntax written
            || model?.GetSymbolInfo(written, token).Symbol is not { } variable
            || RegionOf(written, variable) is not { } region)
        {
            return null;
        }

        var name = new FreshNames("call").Next(written);
        var followers = region.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(follower => follower.SpanStart > written.Span.End
                && follower.Identifier.ValueText == variable.Name
                && !IsInRightOf(follower, written)
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(follower, token).Symbol, variable))
            .ToList();
        if (written.Parent is ArgumentSyntax argument)
            return document.WithSyntaxRoot(Rename(root, followers, name, argument.Expression, Declaration(name)));

        return written.Parent is AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax statement } && followers.Count > 0
            ? document.WithSyntaxRoot(Rename(root, followers, name, statement, Declaration(statement, name)))
            : null;
    }

    // Where the new variable can be seen: the block, or the statement or lambda that keeps what its head declares to itself. Null: there is none to declare it in.
    private static SyntaxNode? RegionOf(IdentifierNameSyntax written, ISymbol variable)
    {
        for (var node = written.Parent; node is not null; node = node.Parent)
        {
            switch (node)
            {
                case ConditionalExpressionSyntax or SwitchExpressionSyntax or ConditionalAccessExpressionSyntax
                    or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.CoalesceExpression }:
                    return null;   // Not assigned on every way through the statement.
                case AnonymousFunctionExpressionSyntax or ArrowExpressionClauseSyntax:
                    return written.Parent is ArgumentSyntax ? node : null;
                case UsingStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or ForStatementSyntax or FixedStatementSyntax or LockStatementSyntax:
                    return node;
                case StatementSyntax:
                    return node.Parent is BlockSyntax or GlobalStatementSyntax && !DeclaresIn(node.Parent, variable)
                        ? node.Parent is BlockSyntax ? node.Parent : node.Parent.Parent
                        : null;
            }
        }

        return null;
    }

    private static bool DeclaresIn(SyntaxNode block, ISymbol variable) => variable is ILocalSymbol
        && variable.DeclaringSyntaxReferences.Any(declared => declared.GetSyntax().FirstAncestorOrSelf<BlockSyntax>() == block);

    // In `ctx = ctx.WithValue(…)` the right side still reads the old one.
    private static bool IsInRightOf(SyntaxNode follower, IdentifierNameSyntax written) =>
        written.Parent is AssignmentExpressionSyntax assignment && assignment.Right.Span.Contains(follower.Span);

    private static SyntaxNode Rename(SyntaxNode root, List<IdentifierNameSyntax> followers, string name, SyntaxNode place, SyntaxNode declaration) => root.ReplaceNodes(
        [.. followers, place],
        (original, current) => original == place
            ? declaration.WithTriviaFrom(current)
            : ((IdentifierNameSyntax)current).WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(((IdentifierNameSyntax)current).Identifier)));

    private static DeclarationExpressionSyntax Declaration(string name) => SyntaxFactory.DeclarationExpression(
        SyntaxFactory.IdentifierName("var").WithTrailingTrivia(SyntaxFactory.Space),
        SyntaxFactory.SingleVariableDesignation(SyntaxFactory.Identifier(name)));

    private static LocalDeclarationStatementSyntax Declaration(ExpressionStatementSyntax statement, string name)
    {
        var assignment = (AssignmentExpressionSyntax)statement.Expression;
        var variable = SyntaxFactory.VariableDeclarator(SyntaxFactory.Identifier(name).WithTrailingTrivia(assignment.Left.GetTrailingTrivia()))
            .WithInitializer(SyntaxFactory.EqualsValueClause(assignment.OperatorToken, assignment.Right));
        return SyntaxFactory.LocalDeclarationStatement(SyntaxFactory.VariableDeclaration(
            SyntaxFactory.ParseTypeName(assignment.Right.IsKind(SyntaxKind.DefaultLiteralExpression) ? "Context" : "var").WithTrailingTrivia(SyntaxFactory.Space),
            SyntaxFactory.SingletonSeparatedList(variable))).WithSemicolonToken(statement.SemicolonToken);
    }
}
