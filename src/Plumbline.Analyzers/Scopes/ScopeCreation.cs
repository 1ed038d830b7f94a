using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Knows an operation that makes a <c>CancelScope</c>, or a <c>SupersessionScope</c>: a call, of ours or of anyone's wrapper, that gives one back, or the <c>await</c> of one.</summary>
internal static class ScopeCreation
{
    /// <summary>The call that makes the scope, or null. Properties and calls such as <c>list[0]</c> or <c>Pop()</c> give back one that has an owner.</summary>
    internal static IInvocationOperation? CallOf(IOperation? operation, PlumblineSymbols symbols) => Strip(operation) switch
    {
        IInvocationOperation call when IsBy(call.TargetMethod.OriginalDefinition, symbols) => call,
        IAwaitOperation { Operation: var awaited } when CallUnder(awaited) is { } call && IsTaskOfScope(call.TargetMethod.OriginalDefinition.ReturnType, symbols) => call,
        _ => null,
    };

    /// <summary>Whether a method, by its definition, makes a scope and gives it back.</summary>
    internal static bool IsBy(IMethodSymbol definition, PlumblineSymbols symbols) =>
        definition is { ReturnsByRef: false, ReturnsByRefReadonly: false } && IsScope(definition.ReturnType, symbols);

    /// <summary>The variable that a scope's call writes its context to, or null when there is none, or more than one.</summary>
    internal static ISymbol? ContextOf(IInvocationOperation call, PlumblineSymbols symbols)
    {
        ISymbol? found = null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { RefKind: RefKind.Out } parameter && symbols.IsContext(parameter.Type))
            {
                if (found is not null)
                    return null;

                found = VariableOf(argument.Value);
            }
        }

        return found;
    }

    /// <summary>The local or parameter that an operation refers to or declares, or null.</summary>
    internal static ISymbol? VariableOf(IOperation? operation) => operation switch
    {
        IDeclarationExpressionOperation declaration => VariableOf(declaration.Expression),
        _ => ContextSource.Variable(operation),
    };

    /// <summary>An operation without the conversions around it.</summary>
    internal static IOperation? Strip(IOperation? operation)
    {
        while (operation is IConversionOperation or IParenthesizedOperation)
            operation = operation is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)operation).Operand;

        return operation;
    }

    private static IInvocationOperation? CallUnder(IOperation awaited) => Strip(awaited) switch
    {
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } inner } => CallUnder(inner),
        IInvocationOperation call => call,
        _ => null,
    };

    private static bool IsScope(ITypeSymbol type, PlumblineSymbols symbols) => SymbolEqualityComparer.Default.Equals(type, symbols.CancelScope)
        || (symbols.SupersessionScopeOfT is { } supersession && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, supersession));

    private static bool IsTaskOfScope(ITypeSymbol type, PlumblineSymbols symbols) => type is INamedTypeSymbol { TypeArguments.Length: 1 } task
        && IsScope(task.TypeArguments[0], symbols)
        && symbols.IsTask(task);
}
