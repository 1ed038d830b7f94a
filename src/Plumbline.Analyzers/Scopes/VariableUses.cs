using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Where a member reads and writes one local variable or parameter.</summary>
/// <remarks>A body is gone through once, whoever asks for the places, and about whichever variable: with a pass for each, a long method would take its square.</remarks>
internal static class VariableUses
{
    private static readonly ConditionalWeakTable<IOperation, Body> _bodies = new();

    /// <summary>Whether the symbol is a local or a parameter that holds its own value: not <c>ref</c>, <c>out</c> or <c>in</c>.</summary>
    internal static bool IsOwn(ISymbol? symbol) => symbol is ILocalSymbol { RefKind: RefKind.None } or IParameterSymbol { RefKind: RefKind.None };

    /// <summary>All references to the variable in the body that an operation stands in, in order, declarations by <c>out var</c> among them.</summary>
    internal static IReadOnlyList<IOperation> Of(ISymbol variable, IOperation inside) => BodyOf(inside).References.TryGetValue(variable, out var found) ? found : [];

    /// <summary>Those under one operation of the body.</summary>
    internal static IEnumerable<IOperation> Within(ISymbol variable, IOperation part) =>
        Of(variable, part).Where(reference => part.Syntax.Span.Contains(reference.Syntax.Span));

    /// <summary>Whether anything under one operation refers to the variable. Nothing is kept: where it is used, as nearly always, the first use ends the search.</summary>
    internal static bool IsUsedWithin(ISymbol variable, IOperation part)
    {
        foreach (var operation in part.Descendants())
        {
            if (ContextSource.Is(operation, variable))
                return true;
        }

        return false;
    }

    /// <summary>Where the body declares the variable, or null where it does so by <c>out var</c>, a pattern or a loop.</summary>
    internal static IVariableDeclaratorOperation? Declarator(ILocalSymbol variable, IOperation inside) =>
        BodyOf(inside).Declarators.TryGetValue(variable, out var found) ? found : null;

    /// <summary>Whether an expression is the value of a variable that nothing reads, and that is not of a <c>using</c>.</summary>
    internal static bool IsUnread(IOperation value)
    {
        while (value.Parent is IConversionOperation)
        {
            value = value.Parent;
        }

        return value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.RefKind: RefKind.None } declarator }
            && declarator.Parent?.Parent is IVariableDeclarationGroupOperation { Parent: not (IUsingDeclarationOperation or IUsingOperation) }
            && Of(declarator.Symbol, declarator).Count == 0;
    }

    /// <summary>Whether an operation refers to the variable.</summary>
    internal static bool Is(IOperation? operation, ISymbol variable) => operation is not null && ContextSource.Is(operation, variable);

    /// <summary>Whether a reference gives the variable a value: the target of <c>=</c>, or an <c>out</c> argument.</summary>
    internal static bool IsWrite(IOperation reference) => reference.Parent switch
    {
        ISimpleAssignmentOperation assignment => assignment.Target == reference,
        IArgumentOperation argument => argument.Parameter?.RefKind == RefKind.Out,
        IDeclarationExpressionOperation => true,
        _ => false,
    };

    private static Body BodyOf(IOperation inside) => _bodies.GetValue(FlowGraphs.RootOf(inside), static root => new Body(root));

    // Immutable once made.
    private sealed class Body
    {
        internal Body(IOperation root)
        {
            // By kind: to ask each operation of a method for its interfaces takes several times as long.
            foreach (var operation in root.DescendantsAndSelf())
            {
                switch (operation.Kind)
                {
                    case OperationKind.VariableDeclarator:
                        var declarator = (IVariableDeclaratorOperation)operation;
                        Declarators[declarator.Symbol] = declarator;
                        break;
                    case OperationKind.LocalReference:
                        Add(((ILocalReferenceOperation)operation).Local, operation);
                        break;
                    case OperationKind.ParameterReference:
                        Add(((IParameterReferenceOperation)operation).Parameter, operation);
                        break;
                }
            }
        }

        internal Dictionary<ISymbol, List<IOperation>> References { get; } = new(SymbolEqualityComparer.Default);

        internal Dictionary<ISymbol, IVariableDeclaratorOperation> Declarators { get; } = new(SymbolEqualityComparer.Default);

        private void Add(ISymbol variable, IOperation reference)
        {
            if (!References.TryGetValue(variable, out var found))
                References.Add(variable, found = []);

            found.Add(reference);
        }
    }
}
