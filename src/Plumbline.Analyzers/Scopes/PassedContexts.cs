using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Finds where a context is handed to work: as an argument, itself or as a token.</summary>
/// <remarks>Not to what only looks at it: filters of exceptions, comparisons, a derivation of another child.</remarks>
internal sealed class PassedContexts(Compilation compilation, PlumblineSymbols symbols)
{
    private readonly INamedTypeSymbol? _filters = compilation.GetTypeByMetadataName("Plumbline.ContextExceptionExtensions");

    /// <summary>The references to a variable, among those given, by which its context is handed to work.</summary>
    internal IEnumerable<IOperation> Of(IEnumerable<IOperation> references) => references.Where(IsPassed);

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

    /// <summary>Whether any of the references is more than the declaration.</summary>
    internal static bool IsUsed(IEnumerable<IOperation> references) => references.Any(static reference => reference is not ILocalReferenceOperation { IsDeclaration: true });

    private bool IsPassed(IOperation reference)
    {
        var value = reference;
        while (value.Parent is IConversionOperation or IPropertyReferenceOperation or IInvocationOperation)
        {
            value = value.Parent;
        }

        return value.Parent is IArgumentOperation argument && Origin(argument) == reference;
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
