using Microsoft.CodeAnalysis;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>Makes sure that a change brought no error that was not there.</summary>
internal static class CompileCheck
{
    /// <summary>Refuses a change whose documents have errors that they had not.</summary>
    internal static async Task RunAsync(Solution before, Solution after, IEnumerable<DocumentId> documents, CancellationToken cancel)
    {
        if (await FirstErrorAsync(before, after, documents, cancel).ConfigureAwait(false) is { } added)
        {
            throw new RefusedException($"It would not compile: {added}");
        }
    }

    /// <summary>Whether these documents have no errors after the change that they had not before.</summary>
    internal static async Task<bool> BringsNoErrorAsync(Solution before, Solution after, IEnumerable<DocumentId> documents, CancellationToken cancel) =>
        await FirstErrorAsync(before, after, documents, cancel).ConfigureAwait(false) is null;

    private static async Task<Diagnostic?> FirstErrorAsync(Solution before, Solution after, IEnumerable<DocumentId> documents, CancellationToken cancel)
    {
        foreach (var id in documents)
        {
            var known = (await ErrorsAsync(before, id, cancel).ConfigureAwait(false)).ToLookup(static error => error.Id);
            var added = (await ErrorsAsync(after, id, cancel).ConfigureAwait(false)).GroupBy(static error => error.Id)
                .FirstOrDefault(group => group.Count() > known[group.Key].Count())?.Last();
            if (added is not null)
            {
                return added;
            }
        }

        return null;
    }

    private static async Task<IEnumerable<Diagnostic>> ErrorsAsync(Solution solution, DocumentId id, CancellationToken cancel)
    {
        var model = await solution.GetDocument(id)!.GetSemanticModelAsync(cancel).ConfigureAwait(false);
        return model is null ? [] : model.GetDiagnostics(cancellationToken: cancel).Where(static problem => problem.Severity == DiagnosticSeverity.Error);
    }
}
