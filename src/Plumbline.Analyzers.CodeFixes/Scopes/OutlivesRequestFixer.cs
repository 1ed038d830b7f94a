using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using Plumbline.Analyzers.Scopes;

namespace Plumbline.Analyzers.CodeFixes.Scopes;

/// <summary>Fixes PLB0010: detaches the context that the work is given; a token, which carries nothing else, is left out.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OutlivesRequestFixer))]
[Shared]
internal sealed class OutlivesRequestFixer : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PLB0010"];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var report in context.Diagnostics)
        {
            var title = report.Properties.ContainsKey(OutlivesRequestRule.IsToken) ? "Pass 'CancellationToken.None'" : "Detach by 'WithoutCancel()'";
            context.RegisterCodeFix(
                CodeAction.Create(title, token => DetachAsync(context.Document, report, token), nameof(OutlivesRequestFixer)),
                report);
        }

        return Task.CompletedTask;
    }

    private static async Task<Document> DetachAsync(Document document, Diagnostic report, CancellationToken token)
    {
        if (await document.GetSyntaxRootAsync(token).ConfigureAwait(false) is not { } root)
        {
            return document;
        }

        var isToken = report.Properties.ContainsKey(OutlivesRequestRule.IsToken);
        var uses = (report.Properties.ContainsKey(OutlivesRequestRule.IsCall) ? report.AdditionalLocations : report.AdditionalLocations.Append(report.Location))
            .Select(location => root.FindNode(location.SourceSpan, getInnermostNodeForTie: true))
            .OfType<ExpressionSyntax>();
        return document.WithSyntaxRoot(root.ReplaceNodes(uses, (_, use) => (isToken ? None() : (ExpressionSyntax)Detached(use)).WithTriviaFrom(use)));
    }

    private static InvocationExpressionSyntax Detached(ExpressionSyntax use) => SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(
        SyntaxKind.SimpleMemberAccessExpression, use.WithoutTrivia(), SyntaxFactory.IdentifierName("WithoutCancel")));

    private static ExpressionSyntax None() =>
        SyntaxFactory.ParseExpression("global::System.Threading.CancellationToken.None").WithAdditionalAnnotations(Simplifier.Annotation);
}
