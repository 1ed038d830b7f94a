using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.FindSymbols;
using Microsoft.CodeAnalysis.Simplification;
using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.CodeFixes.Signatures;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.CodeFixes.Calls;

/// <summary>Gives a method a context as its first parameter, and hands one in wherever it is called.</summary>
/// <remarks>A call site passes the context it has; one that has none says <c>Context.Todo()</c>, which PLB0007 lists.</remarks>
internal static class ContextParameter
{
    /// <summary>The parameter's name.</summary>
    internal const string Name = "ctx";

    // By document; null where the parameter cannot be added: the method is used otherwise than by calls, shares its signature with others, or the name is taken.
    private static async Task<IReadOnlyList<(Document Document, InvocationExpressionSyntax Call)>?> CallsAsync(Document document, MethodDeclarationSyntax method, CancellationToken token)
    {
        var model = await document.GetSemanticModelAsync(token).ConfigureAwait(false);
        if (model?.GetDeclaredSymbol(method, token) is not { } symbol || IsTaken(method)
            || await ExtensionMembers.IsCalledAsStaticAsync(symbol, document.Project.Solution, token).ConfigureAwait(false))
        {
            return null;
        }

        var calls = new List<(Document, InvocationExpressionSyntax)>();
        foreach (var found in await SymbolFinder.FindReferencesAsync(symbol, document.Project.Solution, token).ConfigureAwait(false))
        {
            if (found.Definition is IMethodSymbol made && ExtensionMembers.IsMade(made, symbol))
            {
                continue;
            }

            if (!IsSame(found.Definition, symbol))
            {
                return null;
            }

            foreach (var location in found.Locations)
            {
                if (await location.Document.GetSyntaxRootAsync(token).ConfigureAwait(false) is not CompilationUnitSyntax root)
                {
                    return null;
                }

                var name = root.FindNode(location.Location.SourceSpan, findInsideTrivia: true, getInnermostNodeForTie: true);
                if (name is SimpleNameSyntax && CallRewriter.CallOf(name) is { } call)
                {
                    calls.Add((location.Document, call));
                }
                else if (!IsMention(name))
                {
                    return null;
                }
            }
        }

        return calls;
    }

    /// <summary>The solution with the parameter, or null where it cannot be added.</summary>
    /// <param name="document">Where the method is.</param>
    /// <param name="method">The method.</param>
    /// <param name="edits">What changes in its body besides, by the nodes it has now.</param>
    /// <param name="import">A namespace that those edits need, or null.</param>
    /// <param name="token">Ends the search.</param>
    internal static async Task<Solution?> AddAsync(
        Document document, MethodDeclarationSyntax method, IReadOnlyDictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> edits, string? import, CancellationToken token)
    {
        if (await CallsAsync(document, method, token).ConfigureAwait(false) is not { } calls)
        {
            return null;
        }

        var solution = document.Project.Solution;
        var documents = calls.Select(static call => call.Document.Id).Append(document.Id).Distinct().ToList();
        foreach (var id in documents)
        {
            // As it was: with the parameter in one document the calls in another mean nothing any more.
            var original = document.Project.Solution.GetDocument(id)!;
            var root = (await original.GetSyntaxRootAsync(token).ConfigureAwait(false))!;
            var model = (await original.GetSemanticModelAsync(token).ConfigureAwait(false))!;
            var editor = new SyntaxEditor(root, solution.Services);
            foreach (var (_, call) in calls.Where(call => call.Document.Id == id))
            {
                var context = id == document.Id && method.Span.Contains(call.Span) ? Name : ContextAt(model, call, token);
                var index = IsStaticCallOfExtension(model, call, token) ? 1 : 0;
                editor.ReplaceNode(call, (current, _) => WithArgument(edits.TryGetValue(call, out var edit) ? edit(current) : current, index, context));
            }

            if (id == document.Id)
            {
                foreach (var edit in edits.Where(edit => !calls.Any(call => call.Call == edit.Key)))
                {
                    editor.ReplaceNode(edit.Key, (current, _) => edit.Value(current));
                }

                editor.ReplaceNode(method, static (current, _) => WithParameter((MethodDeclarationSyntax)current));
            }

            var edited = editor.GetChangedRoot();
            solution = solution.WithDocumentSyntaxRoot(id, id == document.Id && import is not null ? UsingDirectives.Import(edited, import) : edited);
        }

        return await CompileCheck.BringsNoErrorAsync(document.Project.Solution, solution, documents, token).ConfigureAwait(false) ? solution : null;
    }

    /// <summary>The same for the handler of a route, which nobody but the framework calls.</summary>
    internal static async Task<Solution?> AddAsync(
        Document document, ParenthesizedLambdaExpressionSyntax handler, IReadOnlyDictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> edits, string? import, CancellationToken token)
    {
        if (IsTaken(handler))
        {
            return null;
        }

        var root = (await document.GetSyntaxRootAsync(token).ConfigureAwait(false))!;
        var changed = root.ReplaceNodes(edits.Keys.Append(handler), (original, current) => original == handler
            ? ((ParenthesizedLambdaExpressionSyntax)current).WithParameterList(WithParameter(((ParenthesizedLambdaExpressionSyntax)current).ParameterList, 0))
            : edits[original](current));
        var solution = document.Project.Solution.WithDocumentSyntaxRoot(document.Id, import is null ? changed : UsingDirectives.Import(changed, import));
        return await CompileCheck.BringsNoErrorAsync(document.Project.Solution, solution, [document.Id], token).ConfigureAwait(false) ? solution : null;
    }

    // An override, or an implementation, is found as well, and would no longer be one. Of a project built several times over there are as many symbols of one text.
    private static bool IsSame(ISymbol found, IMethodSymbol method) =>
        found.Locations.FirstOrDefault() is { IsInSource: true } one && method.Locations[0] is { IsInSource: true } other
        && one.SourceSpan == other.SourceSpan
        && one.SourceTree!.FilePath == other.SourceTree!.FilePath;

    private static string ContextAt(SemanticModel model, SyntaxNode call, CancellationToken token) =>
        (PlumblineSymbols.For(model.Compilation) is { } symbols ? ContextInScope.NameAt(model, call, symbols, token, ContextReach.Roots) : null) ?? "global::Plumbline.Context.Todo()";

    private static bool IsStaticCallOfExtension(SemanticModel model, InvocationExpressionSyntax call, CancellationToken token) =>
        model.GetSymbolInfo(call, token).Symbol is IMethodSymbol { IsExtensionMethod: true, ReducedFrom: null };

    private static InvocationExpressionSyntax WithArgument(SyntaxNode node, int index, string context)
    {
        var call = (InvocationExpressionSyntax)node;
        var argument = SyntaxFactory.Argument(CallRewriter.Expression(context));
        return call.WithArgumentList(call.ArgumentList.WithArguments(Arguments.Insert(call.ArgumentList.Arguments, index, argument)));
    }

    private static MethodDeclarationSyntax WithParameter(MethodDeclarationSyntax method)
    {
        var list = method.ParameterList.Parameters;
        var index = list.Count > 0 && list[0].Modifiers.Any(SyntaxKind.ThisKeyword) ? 1 : 0;
        var before = list.Take(index).Select(static other => other.Identifier.ValueText).ToList();
        return ParameterDocumentation.Add(method, Name, "The caller's context.", before)
            .WithParameterList(WithParameter(method.ParameterList, index));
    }

    private static ParameterListSyntax WithParameter(ParameterListSyntax list, int index)
    {
        var type = SyntaxFactory.ParseTypeName("global::Plumbline.Context").WithAdditionalAnnotations(Simplifier.Annotation).WithTrailingTrivia(SyntaxFactory.Space);
        return list.WithParameters(Arguments.Insert(list.Parameters, index, SyntaxFactory.Parameter(SyntaxFactory.Identifier(Name)).WithType(type)));
    }

    private static bool IsTaken(SyntaxNode function)
    {
        foreach (var child in function.DescendantTokens())
        {
            if (child.IsKind(SyntaxKind.IdentifierToken) && child.ValueText == Name)
            {
                return true;
            }
        }

        return false;
    }

    // nameof(Load) and <see cref="Load"/> stay right; a cref with a list of types would not.
    private static bool IsMention(SyntaxNode name) =>
        (name.FirstAncestorOrSelf<CrefSyntax>() is { } cref && cref is not NameMemberCrefSyntax { Parameters: not null })
        || name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } };
}
