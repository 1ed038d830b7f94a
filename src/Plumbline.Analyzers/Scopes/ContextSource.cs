using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Where the context, or the token, that an expression hands on comes from.</summary>
internal static class ContextSource
{
    /// <summary>The expression under conversions, <c>.Token</c> and values that were added: the same signal as the whole.</summary>
    internal static IOperation? Origin(IOperation? value, PlumblineSymbols symbols)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation conversion:
                    value = conversion.Operand;
                    break;
                case IPropertyReferenceOperation { Property.Name: "Token", Instance: { } instance } token when symbols.IsContext(token.Property.ContainingType):
                    value = instance;
                    break;
                case IInvocationOperation { TargetMethod.Name: "WithValue" or "ToCancellationToken", Instance: { } instance } call when symbols.IsContext(call.TargetMethod.ContainingType):
                    value = instance;
                    break;
                default:
                    return value;
            }
        }
    }

    /// <summary>The local or parameter that the expression is, or null.</summary>
    internal static ISymbol? Variable(IOperation? reference) => reference switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    /// <summary>Whether the expression reads or writes this local or parameter.</summary>
    internal static bool Is(IOperation operation, ISymbol variable) => SymbolEqualityComparer.Default.Equals(Variable(operation), variable);

    /// <summary>Whether the variable is written anywhere under <paramref name="root"/>: assigned, or handed out by <c>out</c> or <c>ref</c>.</summary>
    internal static bool IsWritten(IOperation root, ISymbol variable) => VariableUses.Within(variable, root).Any(IsWrite);

    /// <summary>Whether this reference is one that changes the variable.</summary>
    internal static bool IsWrite(IOperation reference) =>
        reference.Parent is IAssignmentOperation assignment ? assignment.Target == reference
        : reference.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } or ITupleOperation { Parent: IDeconstructionAssignmentOperation };

    /// <summary>The function an operation runs in: a lambda, a local function, or the body of the member.</summary>
    internal static IOperation Function(IOperation operation) =>
        operation is IAnonymousFunctionOperation or ILocalFunctionOperation ? operation : FlowGraphs.FunctionOf(operation) ?? FlowGraphs.RootOf(operation);

    /// <summary>The symbol of what <see cref="Function"/> gave; <paramref name="member"/> is what the analysis says it looks at.</summary>
    internal static IMethodSymbol? Method(IOperation function, ISymbol member) => function switch
    {
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        ILocalFunctionOperation local => local.Symbol,
        _ => member as IMethodSymbol,
    };

    /// <summary>The value a local is declared with, or null.</summary>
    internal static IOperation? Initializer(ILocalSymbol local, IOperation near) =>
        local.DeclaringSyntaxReferences is { Length: 1 } declarations
        && declarations[0] is var declaration
        && near.SemanticModel is { } model
        && declaration.SyntaxTree == model.SyntaxTree
        && model.GetOperation(declaration.GetSyntax()) is IVariableDeclaratorOperation declarator
            ? declarator.GetVariableInitializer()?.Value
            : null;

    /// <summary>What a call is made on: its instance, or the first argument of an extension method.</summary>
    internal static IOperation? Receiver(IInvocationOperation call) =>
        call.Instance ?? (call.TargetMethod.IsExtensionMethod ? Argument(call, 0) : null);

    /// <summary>The value handed to a parameter, by its place in the declaration.</summary>
    internal static IOperation? Argument(IInvocationOperation call, int ordinal)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == ordinal)
            {
                return argument.Value;
            }
        }

        return null;
    }

    /// <summary>The lambda that an argument is, or null.</summary>
    internal static IAnonymousFunctionOperation? Lambda(IOperation? value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value is IDelegateCreationOperation creation ? creation.Target as IAnonymousFunctionOperation : value as IAnonymousFunctionOperation;
    }

    /// <summary>Whether an operation stands in a <c>catch</c>, its filter or a <c>finally</c> below <paramref name="root"/>: code that cleans up.</summary>
    internal static bool IsCleanup(IOperation operation, IOperation root)
    {
        for (var at = operation; at.Parent is { } parent && at != root; at = parent)
        {
            if (at is ICatchClauseOperation || (parent is ITryOperation attempt && attempt.Finally == at))
            {
                return true;
            }
        }

        return false;
    }
}
