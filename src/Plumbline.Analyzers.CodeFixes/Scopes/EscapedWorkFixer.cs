using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Plumbline.Analyzers.CodeFixes.Scopes;

/// <summary>PLB0022: awaits a task that was returned out of its scope, in a function that becomes <c>async</c> for it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class EscapedWorkFixer : CodeFixProvider
{
    private const string Title = "Await it inside the scope";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PLB0022"];

    // Not the batch fixer: two returns of one function make it async once.
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(static (context, document, diagnostics) =>
        FixAsync(document, [.. diagnostics.Select(static diagnostic => diagnostic.Location.SourceSpan)], context.CancellationToken));

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            var span = diagnostic.Location.SourceSpan;
            if (root is not null && model is not null && FunctionAt(root, span, model, context.CancellationToken) is not null)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Title, async token => await FixAsync(context.Document, [span], token).ConfigureAwait(false) ?? context.Document, Title),
                    diagnostic);
            }
        }
    }

    // Not of a task that is kept for later: what is to come before it only its author knows.
    private static AsyncFunction? FunctionAt(SyntaxNode root, TextSpan span, SemanticModel model, CancellationToken token) =>
        root.FindNode(span, getInnermostNodeForTie: true) is var returned && returned.FirstAncestorOrSelf<StatementSyntax>() is ReturnStatementSyntax
            ? AsyncFunction.At(returned, model, token)
            : null;

    private static async Task<Document?> FixAsync(Document document, ImmutableArray<TextSpan> spans, CancellationToken token)
    {
        var root = await document.GetSyntaxRootAsync(token).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(token).ConfigureAwait(false);
        if (root is null || model is null)
            return null;

        var functions = new Dictionary<SyntaxNode, AsyncFunction>();
        foreach (var span in spans)
        {
            if (FunctionAt(root, span, model, token) is { } function)
                functions[function.Syntax] = function;
        }

        // Returns and functions in one go, the inner ones first.
        var returns = functions.Values.SelectMany(static function => function.Returns.Select(exit => (exit, function))).ToDictionary(static pair => pair.exit, static pair => pair.function);
        return document.WithSyntaxRoot(root.ReplaceNodes(
            functions.Keys.Concat(returns.Keys),
            (original, current) => original is ReturnStatementSyntax exit && returns.TryGetValue(exit, out var owner)
                ? owner.Await(exit, (ReturnStatementSyntax)current)
                : AsyncFunction.MakeAsync(current)));
    }
}
