using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Finds where a context is handed to work: as an argument, itself or as a token.</summary>
/// <remarks>Not to what only looks at it: filters of exceptions, comparisons, a derivation of another child.</remarks>
internal sealed class PassedContexts(Compilation compilation, PlumblineSymbols symbols)
{
    private readonly INamedTypeSymbol? _filters = compilation.GetTypeByMetadataName("Plumbline.ContextExceptionExtensions");

    /// <summary>The local or parameter, with the reference, for each place under <paramref name="root"/> where a variable's context is handed to work.</summary>
    internal IEnumerable<(IOperation Reference, ISymbol Variable)> In(IOperation root)
    {
        foreach (var operation in root.DescendantsAndSelf())
        {
            if (operation is IArgumentOperation argument
                && Origin(argument) is { } origin
                && ContextSource.Variable(origin) is { } variable)
            {
                yield return (origin, variable);
            }
        }
    }

    /// <summary>Whether this call is handed the variable's context.</summary>
    internal bool IsHanded(IInvocationOperation call, ISymbol variable)
    {
        foreach (var argument in call.Arguments)
        {
            if (Origin(argument) is { } origin && ContextSource.Is(origin, variable))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether anything under <paramref name="root"/> refers to the variable, other than its declaration.</summary>
    internal static bool IsUsed(IOperation root, ISymbol variable)
    {
        foreach (var operation in root.DescendantsAndSelf())
        {
            if (ContextSource.Is(operation, variable) && operation is not ILocalReferenceOperation { IsDeclaration: true })
            {
                return true;
            }
        }

        return false;
    }

    private IOperation? Origin(IArgumentOperation argument)
    {
        if (argument.Parameter is not { RefKind: RefKind.None or RefKind.In } parameter
            || !(symbols.IsContext(parameter.Type) || symbols.IsToken(parameter.Type))
            || !IsWork(argument.Parent))
        {
            return null;
        }

        var origin = ContextSource.Origin(argument.Value, symbols);
        return symbols.IsContext(origin?.Type) ? origin : null;
    }

    private bool IsWork(IOperation? call)
    {
        if (call is IObjectCreationOperation)
        {
            return true;
        }

        if (call is not IInvocationOperation { TargetMethod: var method }
            || symbols.IsContext(method.ContainingType)
            || SymbolEqualityComparer.Default.Equals(method.ContainingType, _filters))
        {
            return false;
        }

        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind == RefKind.Out && symbols.IsContext(parameter.Type))
            {
                return false;
            }
        }

        return true;
    }
}
