using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>What the fixes that change a signature share: each report is a parameter's, and one change is made after the other.</summary>
internal abstract class SignatureFixer : CodeFixProvider
{
    public sealed override FixAllProvider GetFixAllProvider() => new OneByOne();

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await ParameterAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is not { } parameter || FixFor(parameter) is not var (title, kind))
            {
                continue;
            }

            // Made before it is offered: only then is it known that it can be.
            var result = await SignatureChange.TryAsync(context.Document.Project.Solution, parameter, kind, context.CancellationToken).ConfigureAwait(false);
            if (result.Solution is { } changed)
            {
                context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(changed), kind.ToString()), diagnostic);
            }
        }
    }

    /// <summary>What is to be done about the parameter, and how that is called; null where nothing can be.</summary>
    private protected abstract (string Title, ChangeKind Kind)? FixFor(IParameterSymbol parameter);

    private static async Task<IParameterSymbol?> ParameterAsync(Document document, Diagnostic diagnostic, CancellationToken cancel)
    {
        var root = await document.GetSyntaxRootAsync(cancel).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancel).ConfigureAwait(false);
        return root?.FindNode(diagnostic.Location.SourceSpan) is ParameterSyntax syntax ? model?.GetDeclaredSymbol(syntax, cancel) as IParameterSymbol : null;
    }

    private sealed class OneByOne : FixAllProvider
    {
        public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
        {
            var solution = fixAllContext.Solution;
            var marks = new List<(DocumentId Document, SyntaxAnnotation Mark)>();
            foreach (var document in Documents(fixAllContext))
            {
                var root = await document.GetSyntaxRootAsync(fixAllContext.CancellationToken).ConfigureAwait(false);
                foreach (var diagnostic in await fixAllContext.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false))
                {
                    // The parameter keeps its mark wherever it is moved to.
                    if (root?.FindNode(diagnostic.Location.SourceSpan) is ParameterSyntax parameter)
                    {
                        var mark = new SyntaxAnnotation();
                        root = root.ReplaceNode(parameter, parameter.WithAdditionalAnnotations(mark));
                        marks.Add((document.Id, mark));
                    }
                }

                solution = root is null ? solution : solution.WithDocumentSyntaxRoot(document.Id, root);
            }

            foreach (var (id, mark) in marks)
            {
                solution = await ChangeAsync(solution, id, mark, fixAllContext).ConfigureAwait(false);
            }

            return CodeAction.Create($"Fix all {fixAllContext.DiagnosticIds.First()}", _ => Task.FromResult(solution), fixAllContext.CodeActionEquivalenceKey);
        }

        private static async Task<Solution> ChangeAsync(Solution solution, DocumentId id, SyntaxAnnotation mark, FixAllContext context)
        {
            var cancel = context.CancellationToken;
            var document = solution.GetDocument(id)!;
            var root = await document.GetSyntaxRootAsync(cancel).ConfigureAwait(false);
            var model = await document.GetSemanticModelAsync(cancel).ConfigureAwait(false);
            if (root?.GetAnnotatedNodes(mark).SingleOrDefault() is not ParameterSyntax syntax
                || model?.GetDeclaredSymbol(syntax, cancel) is not IParameterSymbol parameter
                || ((SignatureFixer)context.CodeFixProvider).FixFor(parameter) is not var (_, kind)
                || (context.CodeActionEquivalenceKey is { } wanted && wanted != kind.ToString()))
            {
                return solution;
            }

            return (await SignatureChange.TryAsync(solution, parameter, kind, cancel).ConfigureAwait(false)).Solution ?? solution;
        }

        private static IEnumerable<Document> Documents(FixAllContext context) => context.Scope switch
        {
            FixAllScope.Document => [context.Document!],
            FixAllScope.Project => context.Project.Documents,
            FixAllScope.Solution => context.Solution.Projects.SelectMany(static project => project.Documents),
            _ => [],
        };
    }
}
