using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Where a member reads and writes one local variable or parameter.</summary>
internal static class VariableUses
{
    /// <summary>Whether the symbol is a local or a parameter that holds its own value: not <c>ref</c>, <c>out</c> or <c>in</c>.</summary>
    internal static bool IsOwn(ISymbol? symbol) => symbol is ILocalSymbol { RefKind: RefKind.None } or IParameterSymbol { RefKind: RefKind.None };

    /// <summary>All references to the variable in a body, declarations by <c>out var</c> among them.</summary>
    internal static IEnumerable<IOperation> Of(ISymbol variable, IOperation root) => root.DescendantsAndSelf()
        .Where(operation => Is(operation, variable));

    /// <summary>Whether an operation refers to the variable.</summary>
    internal static bool Is(IOperation? operation, ISymbol variable) => operation is ILocalReferenceOperation or IParameterReferenceOperation
        && SymbolEqualityComparer.Default.Equals(ScopeCreation.VariableOf(operation), variable);

    /// <summary>Whether a reference gives the variable a value: the target of <c>=</c>, or an <c>out</c> argument.</summary>
    internal static bool IsWrite(IOperation reference) => reference.Parent switch
    {
        ISimpleAssignmentOperation assignment => assignment.Target == reference,
        IArgumentOperation argument => argument.Parameter?.RefKind == RefKind.Out,
        IDeclarationExpressionOperation => true,
        _ => false,
    };
}
