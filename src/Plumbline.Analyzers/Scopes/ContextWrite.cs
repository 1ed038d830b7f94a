using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Judges a write to a context variable that was declared outside of where it is written.</summary>
internal static class ContextWrite
{
    internal const string DeadAfterBlock = "is reassigned in a nested block, and done once that is left";
    internal const string LayerEachTurn = "gains a layer with each turn of the loop";
    internal const string Captured = "is captured by a lambda and reassigned, which may tear";

    /// <summary>What is wrong with a write, or null.</summary>
    /// <param name="reference">The variable, as the target of <c>=</c> or as an <c>out</c> argument.</param>
    /// <param name="symbols">Plumbline's.</param>
    internal static string? ProblemOf(IOperation reference, PlumblineSymbols symbols)
    {
        if (ScopeCreation.VariableOf(reference) is not { } variable || !VariableUses.IsOwn(variable) || !symbols.IsContext(reference.Type))
            return null;

        return reference.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation call } => ProblemOfOut(reference, variable, call, symbols),
            ISimpleAssignmentOperation assignment => ProblemOfAssignment(reference, variable, assignment, symbols),
            _ => null,
        };
    }

    private static string? ProblemOfOut(IOperation reference, ISymbol variable, IInvocationOperation call, PlumblineSymbols symbols)
    {
        if (!ReturnsOwner(call.TargetMethod, symbols))
            return null;

        var place = NestedPlace.Of(reference, variable);
        var use = ScopeUse.Of(call);
        if (use.Kind == ScopeUseKind.Discarded && place.Loop is null)
            return null; // nothing ends it with the block; PLB0001 says so

        if (place.IsInInnerFunction && use.Kind != ScopeUseKind.Using)
            return IsReadByLambda(reference, variable) ? Captured : null;

        if (place.IsInInnerFunction || IsCapturedBefore(reference, variable, place))
            return Captured;

        if (place.Block is null && place.Loop is null)
            return null;

        // A variable that only this block writes has nothing to lose.
        var nest = place.Block ?? place.Loop!;
        if (!HasValueFromOutside(variable, nest))
            return null;

        var isOwnedOutside = use.Kind == ScopeUseKind.Elsewhere
            || (use is { Kind: ScopeUseKind.Local, Local: { } local } && (place.Loop is null || !IsDerivedFrom(variable, call)) && !local.DeclaringSyntaxReferences.Any(declared => nest.Syntax.Span.Contains(declared.Span)));
        return isOwnedOutside ? null : DeadAfterBlock;
    }

    // In a loop the next turn derives from what this one ended, unless it derives from another context.
    private static bool IsDerivedFrom(ISymbol variable, IInvocationOperation call) =>
        call.Descendants().Any(operation => VariableUses.Is(operation, variable) && operation.Parent is not IArgumentOperation { Parameter.RefKind: RefKind.Out });

    private static string? ProblemOfAssignment(IOperation reference, ISymbol variable, ISimpleAssignmentOperation assignment, PlumblineSymbols symbols)
    {
        var place = NestedPlace.Of(reference, variable);
        if (place.IsInInnerFunction)
            return IsReadByLambda(reference, variable) ? Captured : null;

        if (IsCapturedBefore(reference, variable, place))
            return Captured;

        if (place.Loop is { } loop && ScopeCreation.Strip(assignment.Value) is IInvocationOperation { TargetMethod.Name: "WithValue", Instance: { } instance } layer
            && symbols.IsContext(layer.TargetMethod.ContainingType)
            && VariableUses.Is(instance, variable)
            && layer.Arguments.Any(argument => argument.Parameter?.Ordinal == 0 && IsSameEachTurn(argument.Value, loop)))
        {
            return LayerEachTurn;
        }

        return place.Block is { } block && ScopeCreation.VariableOf(ScopeCreation.Strip(assignment.Value)) is ILocalSymbol child && EndsIn(child, block, symbols) ? DeadAfterBlock : null;
    }

    // A variable that lambdas only write is how a value gets out of them.
    private static bool IsReadByLambda(IOperation write, ISymbol variable) => variable is IParameterSymbol
        || VariableUses.Of(variable, write).Any(use => !VariableUses.IsWrite(use) && NestedPlace.Of(use, variable).IsInInnerFunction);

    private static bool ReturnsOwner(IMethodSymbol method, PlumblineSymbols symbols) => method.ReturnType is INamedTypeSymbol type
        && (SymbolEqualityComparer.Default.Equals(type, symbols.CancelScope) || type.AllInterfaces.Any(static implemented => implemented.SpecialType == SpecialType.System_IDisposable));

    // Whether a lambda made before the write, or made again by a loop after it, reads the variable. Behind the write a capture sees one value only.
    private static bool IsCapturedBefore(IOperation write, ISymbol variable, NestedPlace place)
    {
        if (!MayHaveFunctionBefore(write, place))
            return false;

        foreach (var use in VariableUses.Of(variable, write))
        {
            var inner = NestedPlace.Of(use, variable).InnerFunction;
            if (inner is null)
                continue;

            if (place.Loop is { } loop && loop.Syntax.Span.Contains(inner.Syntax.Span))
                return true;

            var first = inner is ILocalFunctionOperation local ? FirstUse(local, write) : inner.Syntax.SpanStart;
            if (first < write.Syntax.SpanStart)
                return true;
        }

        return false;
    }

    // Mostly a context is written in the first line of a method, which its text tells without a look at all operations.
    private static bool MayHaveFunctionBefore(IOperation write, NestedPlace place)
    {
        foreach (var node in FlowGraphs.RootOf(write).Syntax.DescendantNodes())
        {
            if (node is LocalFunctionStatementSyntax || (node is AnonymousFunctionExpressionSyntax or QueryExpressionSyntax && (place.Loop is not null || node.SpanStart < write.Syntax.SpanStart)))
                return true;
        }

        return false;
    }

    private static int FirstUse(ILocalFunctionOperation local, IOperation anywhere) => FlowGraphs.RootOf(anywhere).Descendants()
        .Where(operation => !local.Syntax.Span.Contains(operation.Syntax.Span) && operation switch
        {
            IInvocationOperation call => SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, local.Symbol),
            IMethodReferenceOperation method => SymbolEqualityComparer.Default.Equals(method.Method.OriginalDefinition, local.Symbol),
            _ => false,
        })
        .Select(static operation => operation.Syntax.SpanStart)
        .DefaultIfEmpty(int.MaxValue)
        .Min();

    private static bool HasValueFromOutside(ISymbol variable, IOperation nest)
    {
        if (variable is IParameterSymbol)
            return true;

        // A declarator without a declaration around it is that of a loop or a catch, which gives it a value.
        var declarator = VariableUses.Declarator((ILocalSymbol)variable, nest);
        return (declarator is not null && (declarator.Initializer is not null || declarator.Parent is not IVariableDeclarationOperation) && !nest.Syntax.Span.Contains(declarator.Syntax.Span))
            || VariableUses.Of(variable, nest).Any(use => VariableUses.IsWrite(use) && !nest.Syntax.Span.Contains(use.Syntax.Span));
    }

    // Any other key may be another one each turn: values put together from a list.
    private static bool IsSameEachTurn(IOperation key, IOperation loop) => ScopeCreation.Strip(key) switch
    {
        IFieldReferenceOperation { Field.IsReadOnly: true, Instance: null or IInstanceReferenceOperation } => true,
        var other => ScopeCreation.VariableOf(other) is { } used && !used.DeclaringSyntaxReferences.Any(declared => loop.Syntax.Span.Contains(declared.Span)),
    };

    // Whether the variable's context is that of a scope that a `using` of this very block, or of one in it, ends.
    private static bool EndsIn(ILocalSymbol child, IOperation block, PlumblineSymbols symbols) => block.Descendants().Any(operation =>
        operation is IInvocationOperation call
        && ScopeCreation.CallOf(call, symbols) is not null
        && SymbolEqualityComparer.Default.Equals(ScopeCreation.ContextOf(call, symbols), child)
        && ScopeUse.Of(call).Kind == ScopeUseKind.Using);
}
