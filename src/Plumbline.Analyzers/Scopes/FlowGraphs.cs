using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Finds the control-flow graph of a lambda or a local function inside that of its member.</summary>
internal static class FlowGraphs
{
    /// <summary>The lambda or local function that an operation stands in, or null directly in the member.</summary>
    internal static IOperation? FunctionOf(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return parent;
        }

        return null;
    }

    /// <summary>The outermost operation of the member's body.</summary>
    internal static IOperation RootOf(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;

        return operation;
    }

    /// <summary>The graph of the function that an operation stands in, or null when the compiler gives none.</summary>
    /// <param name="member">The graph of the whole member.</param>
    /// <param name="operation">An operation of its body, as the compiler bound it.</param>
    internal static ControlFlowGraph? For(ControlFlowGraph member, IOperation operation)
    {
        if (FunctionOf(operation) is not { } function)
            return member;

        if (For(member, function) is not { } outer)
            return null;

        if (function is ILocalFunctionOperation local)
            return outer.LocalFunctions.Contains(local.Symbol) ? outer.GetLocalFunctionControlFlowGraph(local.Symbol) : null;

        foreach (var block in outer.Blocks)
        {
            foreach (var top in Top(block))
            {
                foreach (var inner in top.DescendantsAndSelf())
                {
                    if (inner is IFlowAnonymousFunctionOperation lambda && lambda.Syntax == function.Syntax)
                        return outer.GetAnonymousFunctionControlFlowGraph(lambda);
                }
            }
        }

        return null;
    }

    /// <summary>A block's operations, its branch's value last.</summary>
    internal static IEnumerable<IOperation> Top(BasicBlock block) =>
        block.BranchValue is { } value ? block.Operations.Concat([value]) : block.Operations;

    /// <summary>An operation and all below it in the order of evaluation: operands first.</summary>
    /// <remarks>Without recursion: a concatenation may be thousands deep.</remarks>
    internal static IEnumerable<IOperation> InOrder(IOperation top)
    {
        var work = new Stack<(IOperation Operation, bool IsSeen)>();
        work.Push((top, false));
        while (work.Count > 0)
        {
            var (operation, isSeen) = work.Pop();
            if (isSeen || operation.ChildOperations.Count == 0)
            {
                yield return operation;
                continue;
            }

            work.Push((operation, true));
            foreach (var child in operation.ChildOperations.Reverse())
                work.Push((child, false));
        }
    }
}
