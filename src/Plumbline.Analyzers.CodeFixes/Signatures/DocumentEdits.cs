using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>The edits of one document, all of them planned on the document as it was and made at once, inner ones first.</summary>
internal sealed class DocumentEdits
{
    private readonly Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> _edits = [];
    private bool _needsUsing;

    private DocumentEdits(Document document, CompilationUnitSyntax root, SemanticModel model, PlumblineSymbols symbols, BindingCheck binding)
    {
        Document = document;
        Root = root;
        Model = model;
        Symbols = symbols;
        Binding = binding;
    }

    internal Document Document { get; }

    internal CompilationUnitSyntax Root { get; }

    internal SemanticModel Model { get; }

    internal PlumblineSymbols Symbols { get; }

    /// <summary>Where calls and declarations are marked as they are changed.</summary>
    internal BindingCheck Binding { get; }

    internal static async Task<DocumentEdits> OpenAsync(Document document, BindingCheck binding, CancellationToken cancel)
    {
        var root = await document.GetSyntaxRootAsync(cancel).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancel).ConfigureAwait(false);
        return root is CompilationUnitSyntax unit && model is not null && PlumblineSymbols.For(model.Compilation) is { } symbols
            ? new DocumentEdits(document, unit, model, symbols, binding)
            : throw new RefusedException($"'{document.Project.Name}' does not know Plumbline.");
    }

    /// <summary>Adds an edit; several of one node are made in the order they came.</summary>
    internal void Edit<T>(T node, Func<T, SyntaxNode> edit)
        where T : SyntaxNode
    {
        var before = _edits.TryGetValue(node, out var known) ? known : null;
        _edits[node] = before is null ? current => edit((T)current) : current => edit((T)before(current));
    }

    internal void Replace(SyntaxNode node, ExpressionSyntax by) => Edit(node, current => by.WithTriviaFrom(current));

    /// <summary>How <c>Plumbline.Context</c> is written at a place; adds the <c>using</c> where it takes one.</summary>
    internal string ContextName(int position)
    {
        // A member, a variable or another type of this name would be meant instead.
        var found = Model.LookupSymbols(position, name: Symbols.Context.Name);
        if (found.Length == 1 && SymbolEqualityComparer.Default.Equals((found[0] as IAliasSymbol)?.Target ?? found[0], Symbols.Context))
        {
            return Symbols.Context.Name;
        }

        if (!found.IsEmpty)
        {
            return "global::Plumbline.Context";
        }

        _needsUsing = true;
        return Symbols.Context.Name;
    }

    internal Document Apply()
    {
        var root = _edits.Count == 0 ? Root : Root.ReplaceNodes(_edits.Keys, (original, rewritten) => _edits[original](rewritten));
        return Document.WithSyntaxRoot(_needsUsing ? UsingDirectives.Import(root, Symbols.Context.ContainingNamespace.ToDisplayString()) : root);
    }
}
