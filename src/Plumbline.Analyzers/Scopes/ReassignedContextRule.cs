using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>PLB0009: a context variable reassigned in a nested block, or while a lambda has it.</summary>
internal sealed class ReassignedContextRule : ContextRule
{
    private static readonly DiagnosticDescriptor _rule = Rule.Warning(
        "PLB0009",
        "A context of an outer block is reassigned",
        "'{0}' {1}: declare a new variable here, as 'out var call'",
        "'out ctx' assigns, it does not shadow: behind the block the variable holds a context that is done, and a loop goes on with it. In a nested block declare a new variable; in the outermost block of a method 'out ctx' is right.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        actions.RegisterCallAction(
            method => HandsOutContext(method, symbols),
            (operation, call) =>
            {
                foreach (var argument in call.Arguments)
                {
                    if (argument.Parameter?.RefKind == RefKind.Out)
                        Check(operation, argument.Value, symbols);
                }
            });
        actions.RegisterOperationAction(operation => Check(operation, ((ISimpleAssignmentOperation)operation.Operation).Target, symbols), OperationKind.SimpleAssignment);
    }

    private static bool HandsOutContext(IMethodSymbol method, PlumblineSymbols symbols)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind == RefKind.Out && (parameter.Type is ITypeParameterSymbol || symbols.IsContext(parameter.Type)))
                return true;
        }

        return false;
    }

    private static void Check(OperationAnalysisContext context, IOperation written, PlumblineSymbols symbols)
    {
        if (written is ILocalReferenceOperation or IParameterReferenceOperation && ContextWrite.ProblemOf(written, symbols) is { } problem)
            context.ReportDiagnostic(Diagnostic.Create(_rule, written.Syntax.GetLocation(), ScopeCreation.VariableOf(written)!.Name, problem));
    }
}
