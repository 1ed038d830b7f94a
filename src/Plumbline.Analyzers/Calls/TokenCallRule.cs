using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>PLB0020: a context given as a token to a call that has a context-first form.</summary>
internal sealed class TokenCallRule : ContextRule
{
    private static readonly DiagnosticDescriptor _rule = Rule.Suggestion(
        "PLB0020",
        "A context is given as a token where a context call exists",
        "'{0}' gets only the token of '{1}': call '{2}' with the context first",
        "A token says stop and no more. The context-first form of the call knows the deadline as well: it sends it on, bounds the body by it, and says in its errors whose it was.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        var known = CallSymbols.For(actions.Compilation, symbols);
        actions.RegisterCallAction(
            method => known.MayHaveForm(method),
            (action, call) =>
            {
                foreach (var argument in call.Arguments)
                {
                    if (symbols.IsToken(argument.Parameter?.Type) && ContextOf(argument.Value, symbols) is { } context)
                    {
                        Inspect(action, call, argument, context, known);
                        return;
                    }
                }
            });
    }

    /// <summary>The context that a token is taken from in the same expression: by conversion, <c>.Token</c> or <c>ToCancellationToken()</c>.</summary>
    internal static IOperation? ContextOf(IOperation token, PlumblineSymbols symbols) => token switch
    {
        IConversionOperation { Operand: { } operand } when symbols.IsContext(operand.Type) => operand,
        IPropertyReferenceOperation { Property.Name: "Token", Instance: { } instance } when symbols.IsContext(instance.Type) => instance,
        IInvocationOperation { TargetMethod.Name: "ToCancellationToken", Instance: { } instance } when symbols.IsContext(instance.Type) => instance,
        _ => null,
    };

    private static void Inspect(OperationAnalysisContext action, IInvocationOperation call, IArgumentOperation argument, IOperation context, CallSymbols known)
    {
        // Nothing to gain from a context that never ends; a body left to be read outside of it is PLB0013's.
        if (CallSite.IsNothing(context, known.Plumbline)
            || !CallEdit.IsMemberCall(call)
            || (BodyOutsideContextRule.LeavesBody(call, known) && !BodyOutsideContextRule.ReadsBodyWithContext(call, known)))
        {
            return;
        }

        if (known.FormOf(call.TargetMethod) is { } form)
        {
            action.ReportDiagnostic(Diagnostic.Create(
                _rule,
                argument.Value.Syntax.GetLocation(),
                CallEdit.ToForm(context.Syntax.ToString(), call, form, argument),
                call.TargetMethod.Name,
                context.Syntax.ToString(),
                form.Name));
        }
    }
}
