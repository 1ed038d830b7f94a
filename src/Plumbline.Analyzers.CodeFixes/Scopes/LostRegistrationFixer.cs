using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Plumbline.Analyzers.Scopes;

namespace Plumbline.Analyzers.CodeFixes.Scopes;

/// <summary>Fixes PLB0017: keeps the registration by <c>using var</c>.</summary>
/// <remarks>
/// Only in the outermost block of a function, or of a turn of a loop: in an inner block the registration would end with that block, which is less than
/// was written.
/// </remarks>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LostRegistrationFixer))]
[Shared]
internal sealed class LostRegistrationFixer : CodeFixProvider
{
    private const string Title = "Keep it by 'using var'";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PLB0017"];

    // Not the batch: two registrations in one method need two names.
    public override FixAllProvider GetFixAllProvider() =>
        FixAllProvider.Create(static (all, document, reports) => KeepAsync(document, reports, all.CancellationToken)!);

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var report in context.Diagnostics)
        {
            if (root is not null && Statement(root, report) is not null)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Title, token => KeepAsync(context.Document, [report], token), nameof(LostRegistrationFixer)),
                    report);
            }
        }
    }

    private static async Task<Document> KeepAsync(Document document, ImmutableArray<Diagnostic> reports, CancellationToken token)
    {
        if (await document.GetSyntaxRootAsync(token).ConfigureAwait(false) is not { } root)
        {
            return document;
        }

        var taken = new HashSet<string>(root.DescendantTokens().Where(static name => name.IsKind(SyntaxKind.IdentifierToken)).Select(static name => name.ValueText));
        var kept = new Dictionary<SyntaxNode, string>();
        foreach (var report in reports.OrderBy(static report => report.Location.SourceSpan.Start))
        {
            if (Statement(root, report) is { } statement && !kept.ContainsKey(statement))
            {
                kept.Add(statement, statement is LocalDeclarationStatementSyntax ? "" : Name(taken));
            }
        }

        return document.WithSyntaxRoot(root.ReplaceNodes(kept.Keys, (statement, _) => Keep((StatementSyntax)statement, kept[statement])));
    }

    private static string Name(HashSet<string> taken)
    {
        var name = "registration";
        for (var i = 2; !taken.Add(name); i++)
        {
            name = "registration" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return name;
    }

    private static StatementSyntax Keep(StatementSyntax statement, string name)
    {
        if (statement is LocalDeclarationStatementSyntax declaration)
        {
            return declaration.WithoutLeadingTrivia()
                .WithUsingKeyword(SyntaxFactory.Token(declaration.GetLeadingTrivia(), SyntaxKind.UsingKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space)));
        }

        return SyntaxFactory.ParseStatement($"using var {name} = {Call(statement)!.WithoutTrivia().ToFullString()};")
            .WithTriviaFrom(statement)
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static ExpressionSyntax? Call(StatementSyntax statement) => statement switch
    {
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Right: var right } } => right,
        ExpressionStatementSyntax { Expression: var expression } => expression,
        LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } => variables[0].Initializer?.Value,
        _ => null,
    };

    // Null where the call is not the whole statement, the body of a lambda in it; where it is needed for longer than the function runs; where a jump would lead over it.
    private static StatementSyntax? Statement(SyntaxNode root, Diagnostic report)
    {
        var call = root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true);
        return !report.Properties.ContainsKey(LostRegistrationRule.IsOfPromise) && call.FirstAncestorOrSelf<StatementSyntax>() is { Parent: BlockSyntax { Parent: var owner } } statement
            && Call(statement) == call
            && !statement.Parent.DescendantNodes().Any(static node => node is GotoStatementSyntax { RawKind: (int)SyntaxKind.GotoStatement })
            && owner is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or AccessorDeclarationSyntax
                or ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax
                ? statement
                : null;
    }
}
