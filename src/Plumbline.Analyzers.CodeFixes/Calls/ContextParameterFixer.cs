using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.CodeFixes.Calls;

/// <summary>A fix that gives the method around a report a context, or the handler of a route; where it has one by now, only the report's own place changes.</summary>
internal abstract class ContextParameterFixer(string id) : CodeFixProvider
{
    private const string Take = "Take a context as the first parameter";

    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [id];

    public sealed override FixAllProvider GetFixAllProvider() => new OneByOneFixAllProvider(FixAsync, Take);

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var report in context.Diagnostics)
        {
            if (root?.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true) is not { } node
                || !report.Properties.TryGetValue(CallEdit.Kind, out var kind) || kind is not { Length: > 0 })
            {
                continue;
            }

            // Made before it is offered: only then is it known that it can be.
            if (await FixAsync(context.Document, node, report, context.CancellationToken).ConfigureAwait(false) is { } changed)
            {
                var title = kind == CallEdit.Replace ? $"Use '{report.Properties[CallEdit.Context]}'" : Take;
                context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(changed), report.Id), report);
            }
        }
    }

    /// <summary>What changes inside the method or the handler, once it has a context of the given name.</summary>
    private protected abstract IReadOnlyDictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> Edits(
        SemanticModel model, SyntaxNode function, SyntaxNode node, Diagnostic report, string context, CancellationToken token);

    private async Task<Solution?> FixAsync(Document document, SyntaxNode node, Diagnostic report, CancellationToken token)
    {
        var model = await document.GetSemanticModelAsync(token).ConfigureAwait(false);
        if (model is null || PlumblineSymbols.For(model.Compilation) is not { } symbols)
        {
            return null;
        }

        report.Properties.TryGetValue(CallEdit.Using, out var import);
        // A context handed in, by the fix before this one perhaps; a local one is below what is to be replaced.
        if (ContextInScope.Find(model, node, symbols, token) is IParameterSymbol context)
        {
            var edits = Edits(model, node.FirstAncestorOrSelf<MemberDeclarationSyntax>()!, node, report, ContextInScope.Escape(context.Name), token);
            var root = await document.GetSyntaxRootAsync(token).ConfigureAwait(false);
            var changed = root!.ReplaceNodes(edits.Keys, (original, current) => edits[original](current));
            return document.Project.Solution.WithDocumentSyntaxRoot(document.Id, import is null ? changed : UsingDirectives.Import(changed, import));
        }

        if (RouteHandlers.Around(model, node, symbols, token) is { } handler)
        {
            return await ContextParameter.AddAsync(
                document, handler, Edits(model, handler, node, report, ContextParameter.Name, token), import, token).ConfigureAwait(false);
        }

        return node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method ? null : await ContextParameter.AddAsync(
            document, method, Edits(model, method, node, report, ContextParameter.Name, token), import, token).ConfigureAwait(false);
    }
}
