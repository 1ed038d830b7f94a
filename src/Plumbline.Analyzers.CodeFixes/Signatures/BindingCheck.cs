using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>Makes sure that calls mean the methods they meant: with a parameter moved, another overload may fit as well, or better.</summary>
internal sealed class BindingCheck
{
    private readonly SyntaxAnnotation _declaration = new();
    private readonly SyntaxAnnotation _call = new();
    private readonly SyntaxAnnotation _other = new();

    /// <summary>Marks the parameters of a declaration that is changed.</summary>
    internal ParameterListSyntax Changed(ParameterListSyntax parameters) => parameters.WithAdditionalAnnotations(_declaration);

    /// <summary>Marks the arguments of a call that is to mean one of those.</summary>
    internal ArgumentListSyntax Changed(ArgumentListSyntax arguments) => arguments.WithAdditionalAnnotations(_call);

    /// <summary>Marks the arguments of a call that is not.</summary>
    internal ArgumentListSyntax Other(ArgumentListSyntax arguments) => arguments.WithAdditionalAnnotations(_other);

    /// <summary>The calls of other overloads that the method may come to compete for, once it takes a context first.</summary>
    internal static async Task<IReadOnlyList<ReferenceLocation>> RivalsAsync(MethodFamily family, IMethodSymbol method, Solution solution, CancellationToken cancel)
    {
        if (method.MethodKind is not (MethodKind.Ordinary or MethodKind.Constructor)
            || solution.GetProject(method.ContainingAssembly, cancel) is not { } project
            || await project.GetCompilationAsync(cancel).ConfigureAwait(false) is not { } compilation
            || PlumblineSymbols.For(compilation) is not { } symbols)
        {
            return [];
        }

        var calls = new List<ReferenceLocation>();
        for (var type = method.ContainingType; type is not null && type.Locations[0].IsInSource; type = method.MethodKind == MethodKind.Constructor ? null : type.BaseType?.OriginalDefinition)
        {
            foreach (var rival in type.GetMembers(method.Name).OfType<IMethodSymbol>().Where(rival => !family.Contains(rival) && CouldTake(rival)))
            {
                foreach (var found in await SymbolFinder.FindReferencesAsync(rival, solution, cancel).ConfigureAwait(false))
                {
                    calls.AddRange(found.Locations);
                }
            }
        }

        return calls;

        bool CouldTake(IMethodSymbol rival) => rival.Parameters.ElementAtOrDefault(rival.IsExtensionMethod ? 1 : 0) is { } first
            && (first.Type.TypeKind == TypeKind.TypeParameter || compilation.HasImplicitConversion(symbols.Context, first.Type));
    }

    /// <summary>Refuses a change by which a call means another method than it did.</summary>
    internal async Task RunAsync(Solution changed, IEnumerable<DocumentId> documents, CancellationToken cancel)
    {
        foreach (var id in documents)
        {
            var document = changed.GetDocument(id)!;
            var root = (await document.GetSyntaxRootAsync(cancel).ConfigureAwait(false))!;
            var model = (await document.GetSemanticModelAsync(cancel).ConfigureAwait(false))!;
            var wrong = root.GetAnnotatedNodes(_call).FirstOrDefault(list => IsOfChanged(model.GetSymbolInfo(list.Parent!, cancel).Symbol) == false)
                ?? root.GetAnnotatedNodes(_other).FirstOrDefault(list => IsOfChanged(model.GetSymbolInfo(list.Parent!, cancel).Symbol) == true);
            if (wrong is not null)
            {
                throw new RefusedException($"'{wrong.Parent}' would mean another method.");
            }
        }
    }

    private bool? IsOfChanged(ISymbol? symbol) => symbol is IMethodSymbol method
        ? (method.ReducedFrom ?? method).OriginalDefinition.DeclaringSyntaxReferences.Any(reference => ListOf(reference.GetSyntax())?.HasAnnotation(_declaration) == true)
        : null;

    private static ParameterListSyntax? ListOf(SyntaxNode declaration) => declaration switch
    {
        BaseMethodDeclarationSyntax method => method.ParameterList,
        LocalFunctionStatementSyntax function => function.ParameterList,
        TypeDeclarationSyntax type => type.ParameterList,
        _ => null,
    };
}
