using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers.Scopes;

/// <summary>What lies between a reference to a variable and the block that declares it.</summary>
internal readonly struct NestedPlace
{
    private NestedPlace(IOperation? block, IOperation? loop, IOperation? innerFunction)
    {
        Block = block;
        Loop = loop;
        InnerFunction = innerFunction;
    }

    /// <summary>The innermost block around the reference, where that is not the declaring one.</summary>
    internal IOperation? Block { get; }

    /// <summary>The innermost loop around the reference and inside the declaring block.</summary>
    internal IOperation? Loop { get; }

    /// <summary>The outermost lambda or local function around the reference and inside the declaring function.</summary>
    internal IOperation? InnerFunction { get; }

    internal bool IsInInnerFunction => InnerFunction is not null;

    internal static NestedPlace Of(IOperation reference, ISymbol variable)
    {
        IOperation? block = null, loop = null, inner = null;
        for (var at = reference.Parent; at is not null && !Declares(at, variable); at = at.Parent)
        {
            switch (at)
            {
                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    inner = at;
                    break;
                case ILoopOperation:
                    loop ??= at;
                    break;
                case IBlockOperation when !IsBody(at):
                    block ??= at;
                    break;
            }
        }

        return new(block, loop, inner);
    }

    /// <summary>Whether a block is all of a function.</summary>
    internal static bool IsBody(IOperation block) => block.Parent is null or IMethodBodyBaseOperation or IAnonymousFunctionOperation or ILocalFunctionOperation;

    private static bool Declares(IOperation operation, ISymbol variable) => operation switch
    {
        IBlockOperation block => Contains(block.Locals, variable),
        ILoopOperation loop => Contains(loop.Locals, variable),
        IUsingOperation scope => Contains(scope.Locals, variable),
        ICatchClauseOperation handler => Contains(handler.Locals, variable),
        ISwitchCaseOperation section => section.Locals.Length > 0 && Contains(section.Locals, variable),
        ISwitchOperation choice => Contains(choice.Locals, variable),
        IAnonymousFunctionOperation lambda => SymbolEqualityComparer.Default.Equals(lambda.Symbol, variable.ContainingSymbol) && variable is IParameterSymbol,
        ILocalFunctionOperation local => SymbolEqualityComparer.Default.Equals(local.Symbol, variable.ContainingSymbol) && variable is IParameterSymbol,
        _ => false,
    };

    private static bool Contains(System.Collections.Immutable.ImmutableArray<ILocalSymbol> locals, ISymbol variable)
    {
        foreach (var local in locals)
        {
            if (SymbolEqualityComparer.Default.Equals(local, variable))
                return true;
        }

        return false;
    }
}
