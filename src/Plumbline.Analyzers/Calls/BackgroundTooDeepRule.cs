using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>PLB0006: <c>Context.Background</c> where a caller could have handed a context in.</summary>
internal sealed class BackgroundTooDeepRule : ContextRule
{
    private static readonly DiagnosticDescriptor _rule = Rule.Suggestion(
        "PLB0006",
        "A context begins below an entry point",
        "'Context.Background' in '{0}' is never done: {1}",
        "Work under Context.Background runs on whatever becomes of its caller. Contexts begin in Main, in a hosted service or in a test, and are handed down; mark another root with [ContextRoot].");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        var known = CallSymbols.For(actions.Compilation, symbols);
        actions.RegisterOperationAction(
            action =>
            {
                var background = (IPropertyReferenceOperation)action.Operation;
                if (background.Property is { Name: "Background", IsStatic: true } property && symbols.IsContext(property.ContainingType))
                {
                    Inspect(action, background, known);
                }
            },
            OperationKind.PropertyReference);
    }

    private static void Inspect(OperationAnalysisContext action, IPropertyReferenceOperation background, CallSymbols known)
    {
        if (!IsUsed(background) || Cleanup.IsAround(background.Syntax) || HasNoUseForCallers(background, known) || AskedContext.IsEndless(background.Syntax) || known.IsTest(action.ContainingSymbol.ContainingType))
        {
            return;
        }

        var model = background.SemanticModel!;
        var context = ContextInScope.Find(model, background.Syntax, known.Plumbline, action.CancellationToken);
        if (context is IParameterSymbol)
        {
            // Given away as an argument it is PLB0004's, or it belongs to work that nobody waits for.
            if (background.Parent is IInvocationOperation or IVariableInitializerOperation && !RootChildren.AreForEnding(background))
            {
                var name = ContextInScope.Escape(context.Name);
                Report(action, background, action.ContainingSymbol.Name, $"use '{name}'", CallEdit.ReplaceWith(name));
            }
        }
        else if ((context is null || !(DroppedContext.IsArgumentForgotten(background, known.Plumbline, action.CancellationToken) || DroppedContext.IsArgumentMeant(background, known.Plumbline)))
            && ContextTakers.For(model, background.Syntax, known, action.CancellationToken) is { } method
            && !RootChildren.AreKept(background, action.CancellationToken)
            && !RootChildren.AreTimers(background)
            && !RootChildren.AreForEnding(background)
            && !Conveniences.Is(Value(background), method))
        {
            Report(action, background, method.Name, "take a context as its first parameter", CallEdit.Properties("take", "ctx"));
        }
    }

    // Compared with, chosen as a fallback, returned by a factory of roots: there it is a value and not yet a beginning.
    internal static bool IsUsed(IOperation background)
    {
        var parent = background.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation)
        {
            parent = parent.Parent;
        }

        // Signals reach a program at its root, wherever that is written.
        return parent is IInvocationOperation { TargetMethod.Name: not "WithSignals" } or IArgumentOperation or IVariableInitializerOperation or IPropertyReferenceOperation;
    }

    // What is not the caller's work: a connection is closed and a server stopped when its user is done, and an object may outlive the call that makes it.
    private static bool HasNoUseForCallers(IOperation background, CallSymbols known)
    {
        var value = Value(background);
        if (value.Parent is IArgumentOperation { Parent: IObjectCreationOperation creation })
        {
            return !DroppedContext.Carries(creation.Type, known.Plumbline);
        }

        return value.Parent is IArgumentOperation { Parent: IInvocationOperation call }
            && (Cleanup.Is(call.TargetMethod) || IsBegunForOthers(call) || MemoryStreams.AreAll(call) || Blocks(call) || IsHandedToken(call, known));
    }

    // With its conversions, or as a token.
    private static IOperation Value(IOperation background)
    {
        var value = background;
        while (value.Parent is IConversionOperation or IPropertyReferenceOperation { Property.Name: "Token" })
        {
            value = value.Parent;
        }

        return value;
    }

    private static bool IsBegunForOthers(IInvocationOperation call) => CallSite.IsDropped(call) || CallSite.IsBeginning(call.TargetMethod) || CallSite.IsStart(call.TargetMethod);

    // One method for both ways, told to take the one that no context ends.
    private static bool Blocks(IInvocationOperation call) => call.Arguments.Any(static argument =>
        argument is { Parameter.Name: "async" or "isAsync" or "useAsync" or "runAsync", Value.ConstantValue: { HasValue: true, Value: false } });

    // ProcessAsync(options): what the caller hands in has a token of its own, in a property.
    private static bool IsHandedToken(IInvocationOperation call, CallSymbols known) =>
        call.Arguments.Any(argument => ScopeCreation.Strip(argument.Value) is IParameterReferenceOperation { Type: { } type } && CarriesToken(type, known));

    private static bool CarriesToken(ITypeSymbol type, CallSymbols known)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IPropertySymbol { IsStatic: false } property && known.Plumbline.IsToken(property.Type))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void Report(OperationAnalysisContext action, IOperation at, string member, string advice, ImmutableDictionary<string, string?> edit) =>
        action.ReportDiagnostic(Diagnostic.Create(_rule, at.Syntax.GetLocation(), edit, member, advice));
}
