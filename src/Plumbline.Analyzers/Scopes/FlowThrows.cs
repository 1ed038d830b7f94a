using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Which operations a path may leave by an exception. Nearly all can throw something; a rule that believes it is noise.</summary>
internal static class FlowThrows
{
    /// <summary>Whether code of others runs here, is awaited, or may never be resumed.</summary>
    internal static bool May(IOperation operation) => operation switch
    {
        IAwaitOperation => true,
        // An iterator may be left at a `yield return`: then only its `finally` blocks run.
        IReturnOperation { Kind: OperationKind.YieldReturn } => true,
        IInvocationOperation { IsImplicit: false } call => MayThrow(call.TargetMethod) && !NeverReturnsNorThrows(call.TargetMethod),
        _ => false,
    };

    /// <summary>Whether no path goes on behind this: a method marked <c>[DoesNotReturn]</c>.</summary>
    internal static bool NeverReturns(IOperation operation) => operation is IInvocationOperation call
        && call.TargetMethod.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "DoesNotReturnAttribute");

    private static bool NeverReturnsNorThrows(IMethodSymbol method) => method is { Name: "Exit" or "FailFast", ContainingType.Name: "Environment" };

    // The small change of .NET, and our own deriving and ending: these throw on wrong arguments only.
    private static bool MayThrow(IMethodSymbol method)
    {
        if (method.MethodKind is MethodKind.LocalFunction or MethodKind.DelegateInvoke)
            return true;

        if (method.Name is "Dispose" or "DisposeAsync" or "ConfigureAwait" or "GetAwaiter" or "ToString" or "GetHashCode" or "Equals" or "GetType")
            return false;

        return method.ContainingType is not { } type || (type.ContainingNamespace?.ToDisplayString()) switch
        {
            "Plumbline" => type.Name is not ("Context" or "CancelScope"),
            "System.Threading" => !(type.Name is "CancellationToken" && method.Name is "Register" or "UnsafeRegister"),
            "System" or "System.Threading.Tasks" or "System.Collections.Generic" or "System.Collections.Concurrent" or "System.Diagnostics" => false,
            _ => true,
        };
    }
}
