using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Exceptions;

/// <summary>Whose token an exception out of a <c>try</c> bears, as far as that is certain.</summary>
/// <remarks>
/// The platform's own waits throw with the very token that they were given. Where nothing else is awaited, the token of the exception says what it seems to say.
/// What can be overridden may be a wrapper that links tokens, and so may any other library.
/// </remarks>
internal static class ThrownTokens
{
    /// <summary>Whether all that is awaited in the guarded block throws with this very token.</summary>
    internal static bool AreExactly(IOperation token, ITryOperation guarded, PlumblineSymbols symbols)
    {
        var name = token.Syntax.ToString();
        var hasWait = false;
        foreach (var operation in Reaching(guarded.Body, symbols))
        {
            var waited = operation switch
            {
                IAwaitOperation wait => wait.Operation,
                IForEachLoopOperation { IsAsynchronous: true } loop => loop.Collection,
                IUsingOperation { IsAsynchronous: true } or IUsingDeclarationOperation { IsAsynchronous: true } => operation,
                _ => null,
            };
            if (waited is not null)
            {
                hasWait = true;
                if (!(CallOf(waited) is { } call && IsPlatform(call.TargetMethod) && call.Arguments.Any(argument => Unwrapped(argument.Value).Syntax.ToString() == name)))
                {
                    return false;
                }
            }
        }

        return hasWait;
    }

    // What a clause inside catches in any case does not get here.
    private static IEnumerable<IOperation> Reaching(IOperation top, PlumblineSymbols symbols)
    {
        var work = new Stack<IOperation>();
        work.Push(top);
        while (work.Count > 0)
        {
            var operation = work.Pop();
            yield return operation;
            foreach (var child in operation.ChildOperations)
            {
                if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation)
                    && !(operation is ITryOperation inner && child == inner.Body && inner.Catches.Any(clause => CatchesAll(clause, symbols))))
                {
                    work.Push(child);
                }
            }
        }
    }

    private static bool CatchesAll(ICatchClauseOperation clause, PlumblineSymbols symbols) => clause.Filter is null
        && (clause.ExceptionType is { SpecialType: SpecialType.System_Object } || SymbolEqualityComparer.Default.Equals(clause.ExceptionType, symbols.Exception));

    private static IInvocationOperation? CallOf(IOperation waited)
    {
        var call = Unwrapped(waited) as IInvocationOperation;
        while (call is { TargetMethod.Name: "ConfigureAwait" or "WithCancellation" })
        {
            call = Unwrapped(call.Instance ?? call.Arguments[0].Value) as IInvocationOperation;
        }

        return call;
    }

    private static bool IsPlatform(IMethodSymbol method)
    {
        // What runs code of ours throws what that throws.
        if (method.Parameters.Any(static parameter => parameter.Type.TypeKind == TypeKind.Delegate))
        {
            return false;
        }

        var space = method.ContainingNamespace;
        if (space is { Name: "Channels", ContainingNamespace: { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } })
        {
            return true;
        }

        while (space is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
        {
            space = space.ContainingNamespace;
        }

        return space?.Name == "System" && method is { IsVirtual: false, IsAbstract: false, IsOverride: false, DeclaringSyntaxReferences.IsEmpty: true };
    }

    private static IOperation Unwrapped(IOperation operation)
    {
        while (operation is IConversionOperation or IParenthesizedOperation)
        {
            operation = operation is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)operation).Operand;
        }

        return operation;
    }
}
