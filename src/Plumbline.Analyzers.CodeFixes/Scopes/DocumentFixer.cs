using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Plumbline.Analyzers.CodeFixes.Scopes;

/// <summary>A fix that stays in its document and takes all reports there in one go: what they change lies close together, or one inside another.</summary>
internal abstract class DocumentFixer(string id, string title) : CodeFixProvider
{
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [id];

    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create((context, document, reports) =>
        FixAsync(document, [.. reports.Select(static report => report.Location.SourceSpan).OrderBy(static span => span.Start)], context.CancellationToken));

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var report in context.Diagnostics)
        {
            // Made before it is offered: only then is it known that it can be.
            if (await FixAsync(context.Document, [report.Location.SourceSpan], context.CancellationToken).ConfigureAwait(false) is { } changed)
            {
                context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(changed), title), report);
            }
        }
    }

    /// <summary>The document with what is reported at these places changed, in their order; null where nothing can be.</summary>
    private protected abstract Task<Document?> FixAsync(Document document, ImmutableArray<TextSpan> reports, CancellationToken token);
}
