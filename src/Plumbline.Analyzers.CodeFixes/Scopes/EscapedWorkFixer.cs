using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Plumbline.Analyzers.CodeFixes.Scopes;

/// <summary>PLB0022: awaits a task that was returned out of its scope, in a function that becomes <c>async</c> for it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class EscapedWorkFixer() : DocumentFixer("PLB0022", "Await it inside the scope")
{
    private protected override async Task<Document?> FixAsync(Document document, ImmutableArray<TextSpan> reports, CancellationToken token)
    {
        var root = await document.GetSyntaxRootAsync(token).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(token).ConfigureAwait(false);
        if (root is null || model is null)
            return null;

        var functions = new Dictionary<SyntaxNode, AsyncFunction>();
        foreach (var span in reports)
        {
            if (FunctionAt(root, span, model, token) is { } function)
                functions[function.Syntax] = function;
        }

        if (functions.Count == 0)
            return null;

        // Returns and functions in one go, the inner ones first.
        var returns = functions.Values.SelectMany(static function => function.Returns.Select(exit => (exit, function))).ToDictionary(static pair => pair.exit, static pair => pair.function);
        return document.WithSyntaxRoot(root.ReplaceNodes(
            functions.Keys.Concat(returns.Keys),
            (original, current) => original is ReturnStatementSyntax exit && returns.TryGetValue(exit, out var owner)
                ? owner.Await(exit, (ReturnStatementSyntax)current)
                : AsyncFunction.MakeAsync(current)));
    }

    // Not of a task that is kept for later: what is to come before it only its author knows.
    private static AsyncFunction? FunctionAt(SyntaxNode root, TextSpan span, SemanticModel model, CancellationToken token) =>
        root.FindNode(span, getInnermostNodeForTie: true) is var returned && returned.FirstAncestorOrSelf<StatementSyntax>() is ReturnStatementSyntax
            ? AsyncFunction.At(returned, model, token)
            : null;
}
