using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Tells work that is given a context from code that asks it how it ended.</summary>
internal static class ContextUse
{
    /// <summary>Whether a reference hands the context, or its token, to a call that does work under it, or derives from it.</summary>
    internal static bool NeedsLiveContext(IOperation reference, PlumblineSymbols symbols)
    {
        if (reference.Parent is IInvocationOperation { TargetMethod.Name: "WithCancel" or "WithTimeout" or "WithDeadline" } derived && derived.Instance == reference)
            return true;

        return ArgumentOf(reference) is { Parent: IInvocationOperation call, Parameter: { RefKind: not (RefKind.Out or RefKind.Ref) } parameter }
            && (symbols.IsContext(parameter.Type) || symbols.IsToken(parameter.Type))
            && !symbols.IsContext(call.TargetMethod.ContainingType)
            && !IsQuestion(call.TargetMethod);
    }

    /// <summary>The argument that a context variable is: as it is, or as its token.</summary>
    internal static IArgumentOperation? ArgumentOf(IOperation reference)
    {
        while (reference.Parent is IConversionOperation or IParenthesizedOperation or IPropertyReferenceOperation { Property.Name: "Token" })
            reference = reference.Parent;

        return reference.Parent as IArgumentOperation;
    }

    // `e.IsCanceled(ctx)`, `Describe(ctx)`, `ErrorOf(ctx)`: what they ask of a context may well be asked when it is done.
    private static bool IsQuestion(IMethodSymbol method) => method.ReturnType is { SpecialType: SpecialType.System_Boolean or SpecialType.System_String }
        || DerivesFromException(method.ReturnType)
        || DerivesFromException(method.ReceiverType)
        || (method.Parameters.Length > 0 && DerivesFromException(method.Parameters[0].Type))
        || method.Name.StartsWith("FromCanceled", StringComparison.Ordinal);

    private static bool DerivesFromException(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type is { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
                return true;
        }

        return false;
    }
}
