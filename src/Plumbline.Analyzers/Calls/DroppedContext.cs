using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>What PLB0004 reports, apart from it, because other rules leave those places to it.</summary>
internal static class DroppedContext
{
    /// <summary>Whether an argument says in so many words that a call shall have no context.</summary>
    internal static bool IsGivenNothing(IArgumentOperation argument, PlumblineSymbols symbols)
    {
        if (argument.ArgumentKind != ArgumentKind.Explicit || argument.Parameter is not { } parameter || !CallSite.IsNothing(argument.Value, symbols))
        {
            return false;
        }

        // By the definition: a T that happens to be a context is a collection's item, or what an assertion compares.
        var type = parameter.OriginalDefinition.Type;
        return argument.Parent switch
        {
            IInvocationOperation { TargetMethod.MethodKind: MethodKind.Constructor } creation => symbols.IsContext(type) && Carries(creation.TargetMethod.ContainingType, symbols),
            IInvocationOperation call => (symbols.IsContext(type) || symbols.IsToken(type)) && TakesPart(call.TargetMethod, symbols) && !MemoryStreams.AreAll(call) && !CallSite.IsBeginning(call.TargetMethod) && !Cleanup.Is(call.TargetMethod) && !CallSite.GivesContext(call, symbols),
            IObjectCreationOperation creation => symbols.IsContext(type) && Carries(creation.Type, symbols),
            _ => false,
        };
    }

    /// <summary>The name of the context that an argument should have been, or null where it is right as it is.</summary>
    internal static string? ForgottenBy(IArgumentOperation argument, PlumblineSymbols symbols, CancellationToken token) =>
        IsGivenNothing(argument, symbols) && argument.Parent is { } call && !IsPauseOfLook(call, symbols) && !IsTry(call) && ContextFor(call, symbols, token) is { } context && !IsMeant(argument, symbols)
            ? context
            : null;

    /// <summary>The same for <c>Context.Background</c> or <c>Context.Todo()</c>, which may stand in an argument.</summary>
    internal static bool IsArgumentForgotten(IOperation value, PlumblineSymbols symbols, CancellationToken token) =>
        ArgumentOf(value, symbols) is { } argument && ForgottenBy(argument, symbols, token) is not null;

    /// <summary>Whether a value that stands for nothing is an argument, and meant to be.</summary>
    internal static bool IsArgumentMeant(IOperation value, PlumblineSymbols symbols) => ArgumentOf(value, symbols) is { } argument && IsMeant(argument, symbols);

    /// <summary>The name of the context that a call could be given, or null where there is none, or where the call rightly has none.</summary>
    internal static string? ContextFor(IOperation call, PlumblineSymbols symbols, CancellationToken token, bool isPause = false) =>
        call.SemanticModel is { } model && ContextInScope.NameAt(model, call.Syntax, symbols, token) is { } context
            && (!Cleanup.IsAround(call.Syntax) || (isPause && Cleanup.IsBetweenAttempts(call.Syntax))) && !CallSite.IsDropped(call) && !AskedContext.IsEndless(call.Syntax) && !AskedContext.IsPastItsEnd(call.Syntax)
            ? context
            : null;

    private static IArgumentOperation? ArgumentOf(IOperation value, PlumblineSymbols symbols)
    {
        var parent = value.Parent;
        while (parent is IConversionOperation || (parent is IPropertyReferenceOperation { Property.Name: "Token" } bare && symbols.IsContext(bare.Property.ContainingType)))
        {
            parent = parent.Parent;
        }

        return parent as IArgumentOperation;
    }

    // Said in so many words to what only starts something, by who just asked the context and is past the point of return, by who has a callback see to its end,
    // or in what ends something. A default is no such word, and Todo() says that something is left to do.
    private static bool IsMeant(IArgumentOperation argument, PlumblineSymbols symbols) =>
        argument.Value.DescendantsAndSelf().All(static part => part is not (IInvocationOperation or IDefaultValueOperation))
        && ((argument.Parent is IInvocationOperation { TargetMethod: var method } && CallSite.IsStart(method))
            || AskedContext.IsJustAsked(argument.Syntax)
            || AskedContext.IsUnderRegistration(argument.Syntax, argument.SemanticModel!, symbols)
            || Cleanup.IsInside(argument.Syntax));

    private static bool IsTry(IOperation call) => call is IInvocationOperation { TargetMethod.Name: "Wait" or "WaitAsync" or "Delay" } wait && BlindWaits.IsZero(wait);

    // Who looks at the context in each turn, and says that the pause between shall not throw, leaves the loop without an exception.
    private static bool IsPauseOfLook(IOperation call, PlumblineSymbols symbols) =>
        call is IInvocationOperation { TargetMethod: { Name: "Delay" } method } && CallSymbols.Is(method.ContainingType, symbols.Task) && AskedContext.IsLooped(call.Syntax);

    /// <summary>Whether a method's token ends what it does; some only keep one, or start work that has to run.</summary>
    internal static bool TakesPart(IMethodSymbol method, PlumblineSymbols symbols)
    {
        if (method.ContainingType is not { } type || symbols.IsContext(type) || symbols.IsToken(type))
        {
            return false;
        }

        return type.Name switch
        {
            // A token given to these only keeps work from starting; a continuation is mostly meant to run in any case.
            "Task" or "TaskFactory" or "ValueTask" when type.ContainingNamespace.Name is "Tasks" =>
                method.Name is not ("Run" or "StartNew" or "ContinueWith" or "ContinueWhenAll" or "ContinueWhenAny" or "FromCanceled" or "FromAsync"),
            "TaskCompletionSource" => false,
            "CancellationTokenSource" => false,
            "CancellationTokenRegistration" => false,
            "OperationCanceledException" or "TaskCanceledException" => false,
            _ => true,
        };
    }

    /// <summary>Whether a type is ours, or made to hold the context of the work at hand; any other object may outlive the call that makes it.</summary>
    internal static bool Carries(ITypeSymbol? type, PlumblineSymbols symbols) => type is not null
        && (type.ContainingAssembly.Name.StartsWith("Plumbline", StringComparison.Ordinal)
            || type.GetAttributes().Any(attribute => CallSymbols.Is(attribute.AttributeClass, symbols.ContextCarrierAttribute)));
}
