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
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [SwallowedCancelRule.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span) is not CatchClauseSyntax { Filter: null, Parent: TryStatementSyntax guarded } clause
            || model is null
            || PlumblineSymbols.For(model.Compilation) is not { } symbols
            || AwaitedCleanup.LiesBefore(clause)
            || guarded.Ancestors().FirstOrDefault(static node => node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax) is not { } loop
            || (ContextOf(guarded, loop, model, symbols, context.CancellationToken) ?? ContextInScope.NameAt(model, loop, symbols, context.CancellationToken, ContextReach.Roots | ContextReach.Lambdas)) is not { } ctx)
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

    // The first context that the block uses, or the one it is derived from in this turn: that of the loop, which may have ended.
    private static string? ContextOf(TryStatementSyntax guarded, SyntaxNode loop, SemanticModel model, PlumblineSymbols symbols, CancellationToken token)
    {
        foreach (var name in guarded.Block.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (OfLoop(model.GetSymbolInfo(name, token).Symbol, loop, model, symbols, token) is { } symbol)
            {
                return ContextInScope.Escape(symbol.Name);
            }
        }

        return null;
    }

    private static ISymbol? OfLoop(ISymbol? symbol, SyntaxNode loop, SemanticModel model, PlumblineSymbols symbols, CancellationToken token)
    {
        while (symbol is ILocalSymbol local && symbols.IsContext(local.Type) && loop.Span.Contains(local.Locations[0].SourceSpan))
        {
            // Only what was declared before: broken code may derive a context from itself.
            var call = local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(token).FirstAncestorOrSelf<InvocationExpressionSyntax>();
            symbol = call?.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax parent }
                && loop.Span.Contains(call.Span)
                && model.GetSymbolInfo(parent, token).Symbol is { } source
                && source.Locations[0].SourceSpan.Start < call.SpanStart
                ? source
                : null;
        }

        return symbol is ILocalSymbol { Type: var type } && symbols.IsContext(type) || symbol is IParameterSymbol { Type: var given } && symbols.IsContext(given) ? symbol : null;
    }
}
