using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;
using Plumbline.Analyzers.Calls;

namespace Plumbline.Analyzers.CodeFixes.Calls;

/// <summary>A fix that rewrites a call where it stands, as its rule has worked out; a report without an edit gets none.</summary>
internal abstract class CallFixer(string id) : CodeFixProvider
{
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [id];

    // One pass over a document: calls stand inside one another, and edits apart from each other would be lost.
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(
        static async (context, document, reports) => await ApplyAsync(document, reports, context.CancellationToken).ConfigureAwait(false));

    public sealed override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var report in context.Diagnostics)
        {
            if (HasEdit(report))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Title(report), token => ApplyAsync(context.Document, [report], token), equivalenceKey: report.Id),
                    report);
            }
        }

        return Task.CompletedTask;
    }

    private protected abstract string Title(Diagnostic report);

    private static bool HasEdit(Diagnostic report) => report.Properties.TryGetValue(CallEdit.Kind, out var kind) && kind is { Length: > 0 };

    private static async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> reports, CancellationToken token)
    {
        if (await document.GetSyntaxRootAsync(token).ConfigureAwait(false) is not { } root)
        {
            return document;
        }

        var editor = new SyntaxEditor(root, document.Project.Solution.Services);
        var imports = new SortedSet<string>(StringComparer.Ordinal);

        // From the inside out: a call that is written anew keeps what was done to its arguments.
        var edits = reports.Where(HasEdit)
            .Select(report => (Report: report, Target: CallRewriter.Target(root, report)))
            .Where(static edit => edit.Target is not null)
            .OrderBy(static edit => edit.Target!.Span.Length);
        foreach (var (report, target) in edits)
        {
            editor.ReplaceNode(target!, (current, _) => CallRewriter.Rewrite(current, report.Properties));
            if (report.Properties.TryGetValue(CallEdit.Using, out var import) && import is not null)
            {
                imports.Add(import);
            }
        }

        return document.WithSyntaxRoot(imports.Aggregate(editor.GetChangedRoot(), UsingDirectives.Import));
    }
}
