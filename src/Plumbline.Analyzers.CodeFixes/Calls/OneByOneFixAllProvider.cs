using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Plumbline.Analyzers.CodeFixes.Calls;

/// <summary>Fixes report after report, each on what the one before has left: for fixes that reach into other methods and documents.</summary>
internal sealed class OneByOneFixAllProvider(Func<Document, SyntaxNode, Diagnostic, CancellationToken, Task<Solution?>> fix, string title) : FixAllProvider
{
    public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        var reports = await ReportsAsync(fixAllContext).ConfigureAwait(false);
        return reports.Count == 0
            ? null
            : CodeAction.Create(title, token => ApplyAsync(fixAllContext.Solution, reports, token), fixAllContext.CodeActionEquivalenceKey);
    }

    private static async Task<IReadOnlyList<(Document Document, ImmutableArray<Diagnostic> Reports)>> ReportsAsync(FixAllContext context)
    {
        var documents = context.Scope switch
        {
            FixAllScope.Document => context.Document is { } document ? [document] : [],
            FixAllScope.Solution => context.Solution.Projects.Where(project => project.Language == context.Project.Language).SelectMany(static project => project.Documents),
            _ => context.Project.Documents,
        };
        var found = new List<(Document, ImmutableArray<Diagnostic>)>();
        foreach (var document in documents)
        {
            var reports = await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false);
            if (!reports.IsEmpty)
            {
                found.Add((document, [.. reports.OrderBy(static report => report.Location.SourceSpan.Start)]));
            }
        }

        return found;
    }

    // Marks first: once one fix is in, the spans of the others no longer hold.
    private async Task<Solution> ApplyAsync(Solution solution, IReadOnlyList<(Document Document, ImmutableArray<Diagnostic> Reports)> found, CancellationToken token)
    {
        var marked = new List<(DocumentId Document, SyntaxAnnotation Mark, Diagnostic Report)>();
        foreach (var (document, reports) in found)
        {
            if (await document.GetSyntaxRootAsync(token).ConfigureAwait(false) is not { } root)
            {
                continue;
            }

            var marks = new Dictionary<SyntaxNode, SyntaxAnnotation>();
            foreach (var report in reports)
            {
                var node = root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true);
                if (!marks.ContainsKey(node))
                {
                    marks.Add(node, new SyntaxAnnotation());
                    marked.Add((document.Id, marks[node], report));
                }
            }

            solution = solution.WithDocumentSyntaxRoot(
                document.Id, root.ReplaceNodes(marks.Keys, (original, current) => current.WithAdditionalAnnotations(marks[original])));
        }

        foreach (var (id, mark, report) in marked)
        {
            var document = solution.GetDocument(id)!;
            var root = await document.GetSyntaxRootAsync(token).ConfigureAwait(false);
            if (root?.GetAnnotatedNodes(mark).FirstOrDefault() is { } node)
            {
                solution = await fix(document, node, report, token).ConfigureAwait(false) ?? solution;
            }
        }

        return solution;
    }
}
