using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>PLB0004: a call that is not given the context that is there.</summary>
internal sealed class ContextDroppedRule : ContextRule
{
    private static readonly DiagnosticDescriptor _rule = Rule.Warning(
        "PLB0004",
        "A call drops the context",
        "'{0}' runs on without the context: pass '{1}' to it",
        "A call that takes a context or a token and gets none does not stop when its caller does. Pass on the nearest context; to detach on purpose, say ctx.WithoutCancel().");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        var known = CallSymbols.For(actions.Compilation, symbols);

        // A test's contexts are what it tests: there a call without one is meant more often than not.
        if (!known.IsTestAssembly)
        {
            actions.RegisterCallAction(method => CouldTakeContext(method, known), (action, call) => Invocation(action, call, known));
            actions.RegisterOperationAction(action => Creation(action, (IObjectCreationOperation)action.Operation, symbols), OperationKind.ObjectCreation);
        }
    }

    // It does so itself, has an overload that does, or a form of ours may.
    private static bool CouldTakeContext(IMethodSymbol method, CallSymbols known)
    {
        foreach (var parameter in method.Parameters)
        {
            if (known.Plumbline.IsContext(parameter.Type) || known.Plumbline.IsToken(parameter.Type) || (parameter.IsOptional && parameter.Type is ITypeParameterSymbol))
            {
                return true;
            }
        }

        return known.MayHaveForm(method) || ContextOverload.MayBe(method, known.Plumbline);
    }

    private static void Creation(OperationAnalysisContext action, IObjectCreationOperation creation, PlumblineSymbols symbols)
    {
        foreach (var argument in creation.Arguments)
        {
            if (DroppedContext.ForgottenBy(argument, symbols, action.CancellationToken) is { } context)
            {
                Report(action, argument.Value.Syntax.GetLocation(), creation.Type?.Name ?? "new", context, CallEdit.ReplaceWith(context));
            }
        }
    }

    private static void Invocation(OperationAnalysisContext action, IInvocationOperation call, CallSymbols known)
    {
        var symbols = known.Plumbline;
        IArgumentOperation? omitted = null;
        foreach (var argument in call.Arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.DefaultValue)
            {
                omitted ??= symbols.IsToken(argument.Parameter?.Type) || symbols.IsContext(argument.Parameter?.Type) ? argument : null;
            }
            else if (DroppedContext.ForgottenBy(argument, symbols, action.CancellationToken) is { } forgotten)
            {
                Report(action, argument.Value.Syntax.GetLocation(), NameOf(call.TargetMethod), forgotten, Edit(call, known, forgotten, argument, null));
                return;
            }
        }

        var overload = omitted is null ? OverloadFor(call, known) : null;
        var form = omitted is null && overload is null ? known.FormOf(call.TargetMethod) : null;
        if ((omitted is null && overload is null && form is null) || !IsForgotten(action, call, known, overload))
        {
            return;
        }

        if (DroppedContext.ContextFor(call, symbols, action.CancellationToken) is { } context)
        {
            Report(action, CallSite.NameOf(call.Syntax), NameOf(call.TargetMethod), context, Edit(call, known, context, omitted, overload));
        }
    }

    // One that the caller cannot see is how the method is made, not what it offers.
    private static ContextOverload? OverloadFor(IInvocationOperation call, CallSymbols known) =>
        known.OverloadOf(call.TargetMethod) is { } overload && call.SemanticModel!.IsAccessible(call.Syntax.SpanStart, overload.Method.OriginalDefinition) ? overload : null;

    private static bool IsForgotten(OperationAnalysisContext action, IInvocationOperation call, CallSymbols known, ContextOverload? overload)
    {
        var method = call.TargetMethod;
        if ((method.MethodKind == MethodKind.Constructor && !DroppedContext.Carries(method.ContainingType, known.Plumbline))
            || !DroppedContext.TakesPart(method, known.Plumbline)
            || method.ContainingAssembly.Name.StartsWith("Plumbline", StringComparison.Ordinal)
            || BlindWaits.IsWait(method, known)
            || Cleanup.Is(method)
            || CallSite.IsBeginning(method)
            || MemoryStreams.AreAll(call)
            || CallSite.GivesContext(call, known.Plumbline)
            || CallSite.IsBoundOutside(call, known.Plumbline)
            || (overload is { NeedsAwait: true } && !CallSite.IsWaitedFor(call))
            || HttpCalls.IsBound(call, known))
        {
            return false;
        }

        // The overload itself is written by means of the plain method, and so is what overrides it: the base's would come back to it.
        return overload is null || !IsOrOverrides(action.ContainingSymbol, overload.Method.OriginalDefinition);
    }

    private static bool IsOrOverrides(ISymbol around, IMethodSymbol overload)
    {
        for (var method = around as IMethodSymbol; method is not null; method = method.OverriddenMethod)
        {
            if (SymbolEqualityComparer.Default.Equals(method.OriginalDefinition, overload))
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableDictionary<string, string?> Edit(IInvocationOperation call, CallSymbols known, string context, IArgumentOperation? token, ContextOverload? overload)
    {
        if (!known.Plumbline.IsContext(token?.Parameter?.Type) && CallEdit.IsMemberCall(call) && known.FormOf(call.TargetMethod) is { } form)
        {
            return CallEdit.ToForm(context, call, form, token);
        }

        if (token is { ArgumentKind: ArgumentKind.Explicit })
        {
            return CallEdit.ReplaceWith(context);
        }

        var (method, index) = overload is not null ? (overload.Method, overload.Index) : (call.TargetMethod, token!.Parameter!.Ordinal);
        var place = CallEdit.IsMemberCall(call) && method.IsExtensionMethod ? index - 1 : index;
        return CallEdit.InsertAt(context, place, method.Parameters[index].Name);
    }

    private static string NameOf(IMethodSymbol method) => method.MethodKind == MethodKind.Constructor ? method.ContainingType.Name : method.Name;

    private static void Report(OperationAnalysisContext action, Location at, string callee, string context, ImmutableDictionary<string, string?> edit) =>
        action.ReportDiagnostic(Diagnostic.Create(_rule, at, edit, callee, context));
}
