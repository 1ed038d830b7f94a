using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Which scopes a <c>return</c> ends on its way out of the function.</summary>
internal static class EndingScopes
{
    /// <summary>The context variables of the scopes that end, innermost first, each with the block or <c>using</c> that it ends with.</summary>
    internal static IEnumerable<(ISymbol Context, IOperation With)> Around(IOperation exit, PlumblineSymbols symbols)
    {
        for (var (inner, at) = (exit, exit.Parent); at is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); (inner, at) = (at, at.Parent))
        {
            switch (at)
            {
                case IUsingOperation { Resources: var resources } scope when scope.Body == inner:
                    foreach (var child in ContextsIn(resources, symbols))
                        yield return (child, scope);
                    break;
                case IBlockOperation block:
                    foreach (var declaration in block.Operations.TakeWhile(operation => operation != inner).OfType<IUsingDeclarationOperation>().Reverse())
                    {
                        foreach (var child in ContextsIn(declaration, symbols))
                            yield return (child, block);
                    }

                    break;
                case ITryOperation { Finally: { } last } guarded when guarded.Finally != inner:
                    foreach (var child in DisposedIn(last, symbols))
                        yield return (child, guarded);
                    break;
            }
        }
    }

    private static IEnumerable<ISymbol> ContextsIn(IOperation resources, PlumblineSymbols symbols)
    {
        foreach (var operation in resources.DescendantsAndSelf())
        {
            if (operation is IInvocationOperation call && ScopeCreation.CallOf(call, symbols) is not null
                && ScopeUse.Of(call).Kind == ScopeUseKind.Using
                && ScopeCreation.ContextOf(call, symbols) is { } child)
            {
                yield return child;
            }
        }
    }

    // A `finally` that disposes the variable of a scope, under no condition.
    private static IEnumerable<ISymbol> DisposedIn(IBlockOperation last, PlumblineSymbols symbols)
    {
        foreach (var statement in last.Operations)
        {
            if (statement is not IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod.Name: "Dispose", Instance: ILocalReferenceOperation disposed } })
                continue;

            foreach (var operation in FlowGraphs.RootOf(last).Descendants())
            {
                if (operation is IInvocationOperation call && ScopeCreation.CallOf(call, symbols) is not null
                    && ScopeUse.Of(call) is { Kind: ScopeUseKind.Local, Local: { } holder }
                    && SymbolEqualityComparer.Default.Equals(holder, disposed.Local)
                    && ScopeCreation.ContextOf(call, symbols) is { } child)
                {
                    yield return child;
                }
            }
        }
    }
}
