using Microsoft.CodeAnalysis;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>PLB0007: every <c>Context.Todo()</c> that is left.</summary>
internal sealed class TodoLeftRule : ContextRule
{
    private static readonly DiagnosticDescriptor _rule = Rule.Suggestion(
        "PLB0007",
        "A context is still to be handed in",
        "'Context.Todo()' is never done: hand in the caller's context here",
        "Context.Todo() marks a place that no context reaches yet. This rule lists them, so that none is forgotten: take a Context as the first parameter and pass it on.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        // Where a context is in scope the place is PLB0004's, which leaves tests alone.
        var isTest = CallSymbols.For(actions.Compilation, symbols).IsTestAssembly;
        actions.RegisterCallAction(
            method => method is { Name: "Todo", IsStatic: true } && symbols.IsContext(method.ContainingType),
            (analysis, call) =>
            {
                if (isTest || !DroppedContext.IsArgumentForgotten(call, symbols, analysis.CancellationToken))
                {
                    analysis.ReportDiagnostic(Diagnostic.Create(_rule, call.Syntax.GetLocation()));
                }
            });
    }
}
