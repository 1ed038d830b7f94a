using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>PLB0012: an HTTP request that nobody can stop.</summary>
internal sealed class HttpWithoutContextRule : ContextRule
{
    private static readonly DiagnosticDescriptor _rule = Rule.Suggestion(
        "PLB0012",
        "An HTTP request has no context",
        "Nothing but the client's own timeout ends '{0}': take a context in '{1}' and pass it on",
        "A request without a context or a token runs on after its caller has gone, up to HttpClient.Timeout, which is 100 seconds. Take a Context as the first parameter and make the context-first call.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        var known = CallSymbols.For(actions.Compilation, symbols);
        if (known.HttpClient is not null)
        {
            var binds = actions.Compilation.ReferencedAssemblyNames.Any(static assembly => assembly.Name == "Plumbline.AspNetCore");
            actions.RegisterCallAction(method => HttpCalls.MayBeRequest(method, known), (action, call) => Invocation(action, call, known, binds));
        }
    }

    private static void Invocation(OperationAnalysisContext action, IInvocationOperation call, CallSymbols known, bool binds)
    {
        if (!HttpCalls.IsRequest(call.TargetMethod, known)
            || call.Arguments.Any(argument => DroppedContext.IsGivenNothing(argument, known.Plumbline))
            || CallSite.GivesContext(call, known.Plumbline)
            || CallSite.IsBoundOutside(call, known.Plumbline)
            || HttpCalls.IsBound(call, known)
            || CallSite.IsDropped(call))
        {
            return;
        }

        if (TakerOf(call, known, binds, action) is { } taker && ContextInScope.Find(call.SemanticModel!, call.Syntax, known.Plumbline, action.CancellationToken) is null)
        {
            var form = CallEdit.IsMemberCall(call) ? known.FormOf(call.TargetMethod) : null;
            var edit = form is null ? CallEdit.Properties("", "ctx") : CallEdit.ToForm("ctx", call, form);
            action.ReportDiagnostic(Diagnostic.Create(_rule, CallSite.NameOf(call.Syntax), edit, call.TargetMethod.Name, taker));
        }
    }

    // What is to take the context; null where nothing can, or where it is not missed.
    private static string? TakerOf(IInvocationOperation call, CallSymbols known, bool binds, OperationAnalysisContext action)
    {
        var model = call.SemanticModel!;
        if (ContextTakers.For(model, call.Syntax, known, action.CancellationToken) is { } method)
        {
            return HasToken(method, known) ? null : method.Name;
        }

        return binds
            && !known.IsTest(action.ContainingSymbol.ContainingType)
            && RouteHandlers.Around(model, call.Syntax, known.Plumbline, action.CancellationToken) is not null
            ? "lambda expression"
            : null;
    }

    // With a token at hand the platform's own rule asks to pass it on.
    private static bool HasToken(IMethodSymbol method, CallSymbols known) => method.Parameters.Any(parameter => known.Plumbline.IsToken(parameter.Type));
}
