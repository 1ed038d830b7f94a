using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Scopes;

namespace Plumbline.Analyzers.Calls;

/// <summary>Knows methods that are a convenience beside one that takes a context: who has a context calls that one.</summary>
internal static class Conveniences
{
    /// <summary>Whether what a method returns is what the other one, given this value as its context, returns.</summary>
    internal static bool Is(IOperation value, IMethodSymbol method) =>
        value.Parent is IArgumentOperation { Parent: IInvocationOperation call } && CallSite.IsReturned(call) && (IsOfReceiver(call, method) || IsWith(call.TargetMethod, method));

    // static Task SaveAsync(this IStore store, int id) => store.SaveAsync(Context.Background, id)
    private static bool IsOfReceiver(IInvocationOperation call, IMethodSymbol method) =>
        method.IsExtensionMethod
        && call.TargetMethod.Name == method.Name
        && ScopeCreation.Strip(call.Instance) is IParameterReferenceOperation { Parameter.Ordinal: 0 };

    // Task InvokeAsync(int id) => InvokeWithContextAsync(Context.Background, id)
    private static bool IsWith(IMethodSymbol other, IMethodSymbol method)
    {
        var stem = method.Name.EndsWith("Async", StringComparison.Ordinal) ? method.Name.Substring(0, method.Name.Length - 5) : method.Name;
        return SymbolEqualityComparer.Default.Equals(other.ContainingType, method.ContainingType)
            && other.DeclaredAccessibility >= method.DeclaredAccessibility
            && other.Name.StartsWith(stem + "With", StringComparison.Ordinal)
            && (other.Name.Contains("Context") || other.Name.Contains("Cancel"));
    }
}
