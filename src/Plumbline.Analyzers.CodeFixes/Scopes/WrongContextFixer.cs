using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.Scopes;

namespace Plumbline.Analyzers.CodeFixes.Scopes;

/// <summary>Fixes PLB0005: names the derived context where its parent stands.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WrongContextFixer))]
[Shared]
internal sealed class WrongContextFixer : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PLB0005"];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var report in context.Diagnostics)
        {
            if (report.Properties.TryGetValue(WrongContextRule.Child, out var child) && child is not null)
            {
                context.RegisterCodeFix(
                    CodeAction.Create($"Pass '{child}'", token => ReplaceAsync(context.Document, report, child, token), nameof(WrongContextFixer)),
                    report);
            }
        }

        return Task.CompletedTask;
    }

    private static async Task<Document> ReplaceAsync(Document document, Diagnostic report, string child, CancellationToken token)
    {
        if (await document.GetSyntaxRootAsync(token).ConfigureAwait(false) is not { } root)
        {
            return document;
        }

        var wrong = report.AdditionalLocations.Append(report.Location).Select(location => root.FindNode(location.SourceSpan, getInnermostNodeForTie: true));
        return document.WithSyntaxRoot(root.ReplaceNodes(wrong, (_, use) => SyntaxFactory.ParseExpression(ContextInScope.Escape(child)).WithTriviaFrom(use)));
    }
}
