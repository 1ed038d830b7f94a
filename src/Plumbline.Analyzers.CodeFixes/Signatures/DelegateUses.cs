using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>What changes with the parameters of a delegate: the functions written for it, and its calls.</summary>
/// <remarks>Found by type and not by name: neither <c>handler(1, ctx)</c> nor a lambda says which delegate it is about.</remarks>
internal sealed class DelegateUses
{
    private readonly INamedTypeSymbol _type;
    private readonly int _count;

    private DelegateUses(IMethodSymbol invoke)
    {
        _type = invoke.ContainingType.OriginalDefinition;
        _count = invoke.Parameters.Length;
    }

    /// <summary>Lambdas and anonymous methods that name their parameters.</summary>
    internal List<(AnonymousFunctionExpressionSyntax Node, Document Document)> Functions { get; } = [];

    internal List<(InvocationExpressionSyntax Node, Document Document)> Calls { get; } = [];

    /// <summary>All uses in a solution; refused where a method has to keep the delegate's signature.</summary>
    internal static async Task<DelegateUses> FindAsync(IMethodSymbol invoke, Solution solution, CancellationToken cancel)
    {
        var uses = new DelegateUses(invoke);
        if (uses._type.DeclaringSyntaxReferences.FirstOrDefault() is not { } reference || solution.GetDocument(reference.SyntaxTree) is not { } declaring)
        {
            throw new RefusedException($"'{uses._type}' is not in this solution.");
        }

        MethodFamily.CheckFree(declaring, uses._type);
        var projects = solution.GetProjectDependencyGraph().GetProjectsThatTransitivelyDependOnThisProject(declaring.Project.Id).Append(declaring.Project.Id);
        foreach (var project in projects.Select(id => solution.GetProject(id)!).Where(static project => project.Language == LanguageNames.CSharp))
        {
            foreach (var document in project.Documents)
            {
                await uses.AddAsync(document, cancel).ConfigureAwait(false);
            }

            var known = uses.Functions.Count + uses.Calls.Count;
            foreach (var document in await project.GetSourceGeneratedDocumentsAsync(cancel).ConfigureAwait(false))
            {
                await uses.AddAsync(document, cancel).ConfigureAwait(false);
            }

            if (uses.Functions.Count + uses.Calls.Count > known)
            {
                throw new RefusedException($"'{uses._type}' is used in code that is generated.");
            }
        }

        return uses;
    }

    private async Task AddAsync(Document document, CancellationToken cancel)
    {
        var root = await document.GetSyntaxRootAsync(cancel).ConfigureAwait(false);
        if (root is null || await document.GetSemanticModelAsync(cancel).ConfigureAwait(false) is not { } model)
        {
            return;
        }

        foreach (var node in root.DescendantNodes())
        {
            switch (node)
            {
                case AnonymousFunctionExpressionSyntax function when HasParameters(function) && IsIts(model.GetTypeInfo(function, cancel).ConvertedType):
                    MethodFamily.CheckFree(document, _type);
                    Functions.Add((function, document));
                    break;
                case InvocationExpressionSyntax call when call.ArgumentList.Arguments.Count > 0 && IsIts(model.GetSymbolInfo(call, cancel).Symbol):
                    MethodFamily.CheckFree(document, _type);
                    Calls.Add((call, document));
                    break;
                case SimpleNameSyntax name when IsMethodOf(name, model, cancel):
                    throw new RefusedException($"The method '{name}' is converted to a delegate.");
                case BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } made } creation when made[0].Expression is not AnonymousFunctionExpressionSyntax && IsIts(model.GetTypeInfo(creation, cancel).Type):
                    throw new RefusedException($"'{creation}' is made of another delegate.");
            }
        }
    }

    private bool HasParameters(AnonymousFunctionExpressionSyntax function) => function switch
    {
        ParenthesizedLambdaExpressionSyntax lambda => lambda.ParameterList.Parameters.Count == _count,
        AnonymousMethodExpressionSyntax method => method.ParameterList?.Parameters.Count == _count,
        _ => false,
    };

    // A method by its name, where the delegate is wanted; or the delegate's own Invoke, where another is.
    private bool IsMethodOf(SimpleNameSyntax name, SemanticModel model, CancellationToken cancel)
    {
        ExpressionSyntax whole = name.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Name == name => access,
            MemberBindingExpressionSyntax binding => binding,
            _ => name,
        };
        if (whole.Parent is InvocationExpressionSyntax call && call.Expression == whole)
        {
            return name.Identifier.ValueText == "BeginInvoke" && IsMember(model.GetSymbolInfo(name, cancel).Symbol);
        }

        return model.GetSymbolInfo(name, cancel).Symbol is IMethodSymbol
            && model.GetOperation(whole, cancel) is IMethodReferenceOperation reference
            && (IsMember(reference.Method) || IsIts(reference.Parent?.Type));
    }

    private bool IsMember(ISymbol? symbol) => SymbolEqualityComparer.Default.Equals(symbol?.ContainingType?.OriginalDefinition, _type);

    private bool IsIts(ISymbol? symbol) => symbol switch
    {
        IMethodSymbol method => method.MethodKind == MethodKind.DelegateInvoke && IsMember(method),

        // Of a delegate, or of the expression tree of one.
        INamedTypeSymbol type => SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, _type)
            || (type is { Name: "Expression", TypeArguments.Length: 1 } && SymbolEqualityComparer.Default.Equals(type.TypeArguments[0].OriginalDefinition, _type)),
        _ => false,
    };
}
