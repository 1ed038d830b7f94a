using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.Exceptions;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.CodeFixes.Exceptions;

/// <summary>Fixes PLB0015: lets what ends the context pass the catch.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class SwallowedCancelFixer : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [SwallowedCancelAnalyzer.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span) is not CatchClauseSyntax { Filter: null, Parent: TryStatementSyntax guarded } clause
            || model is null
            || PlumblineSymbols.For(model.Compilation) is not { } symbols
            || AwaitedCleanup.LiesBefore(clause)
            || (ContextOf(guarded, model, symbols) ?? ContextInScope.NameAt(model, guarded, symbols, context.CancellationToken, ContextReach.Roots | ContextReach.Lambdas)) is not { } ctx)
        {
            return;
        }

        var end = clause.Declaration?.Span.End ?? clause.CatchKeyword.Span.End;
        context.RegisterCodeFix(
            CodeAction.Create(
                $"Let the end of '{ctx}' pass",
                async cancel =>
                {
                    var text = await context.Document.GetTextAsync(cancel).ConfigureAwait(false);
                    return context.Document.WithText(text.WithChanges(new TextChange(new TextSpan(end, 0), $" when (!{ctx}.IsDone)")));
                },
                "pass"),
            context.Diagnostics);
    }

    // The first context that the block uses and that is there outside of it as well.
    private static string? ContextOf(TryStatementSyntax guarded, SemanticModel model, PlumblineSymbols symbols) =>
        guarded.Block.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => model.GetSymbolInfo(name).Symbol switch
            {
                ILocalSymbol local => symbols.IsContext(local.Type) && !guarded.Span.Contains(local.Locations[0].SourceSpan),
                IParameterSymbol parameter => symbols.IsContext(parameter.Type) && !guarded.Span.Contains(parameter.Locations[0].SourceSpan),
                _ => false,
            })
            .Select(static name => name.Identifier.Text)
            .FirstOrDefault();
}
