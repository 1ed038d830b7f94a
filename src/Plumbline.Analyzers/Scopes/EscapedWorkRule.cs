using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>PLB0022: something that still needs its context is returned out of the scope that ends it, or kept for after it.</summary>
internal sealed class EscapedWorkRule : ContextRule
{
    private static readonly DiagnosticDescriptor _rule = Rule.Warning(
        "PLB0022",
        "Work escapes the scope of its context",
        "Leaving the scope of '{0}' cancels what is {1} here: {2}",
        "A scope that is left cancels its context, also on success. A task, a stream or a sequence that was made under it and leaves it unfinished, returned or in a variable, is canceled on the way out.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        if (symbols.CancelScope is null)
            return;

        var work = new UnfinishedWork(actions.Compilation, symbols);
        actions.RegisterOperationAction(operation => Check(operation, work, symbols), OperationKind.Return);
        actions.RegisterOperationAction(operation => CheckKept(operation, work, symbols), OperationKind.SimpleAssignment);
        actions.RegisterCallAction(static method => method.Name == "Add", (operation, _) => CheckKept(operation, work, symbols));
    }

    private static void Check(OperationAnalysisContext context, UnfinishedWork work, PlumblineSymbols symbols)
    {
        if (context.Operation is not IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } value } || !work.IsUnfinished(ScopeCreation.Strip(value)?.Type))
            return;

        foreach (var (ending, _) in EndingScopes.Around(context.Operation, symbols))
        {
            if (work.IsMadeUnder(value, ending) && !IsWrittenBesides(ending, context.Operation, symbols))
            {
                context.ReportDiagnostic(Diagnostic.Create(_rule, value.Syntax.GetLocation(), ending.Name, "returned", "await or read it inside, or return the scope with it"));
                return;
            }
        }
    }

    // A task that is kept for after the scope: in a variable, or in a list, from outside of it that nobody looks at inside.
    private static void CheckKept(OperationAnalysisContext context, UnfinishedWork work, PlumblineSymbols symbols)
    {
        var (keeper, value) = context.Operation switch
        {
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation target, Parent: IExpressionStatementOperation } assignment => (target, assignment.Value),
            IInvocationOperation { TargetMethod.Name: "Add", Instance: ILocalReferenceOperation list, Arguments: { Length: 1 } arguments, Parent: IExpressionStatementOperation } => (list, arguments[0].Value),
            _ => (null, null),
        };
        if (keeper is not { Local: { RefKind: RefKind.None, DeclaringSyntaxReferences: { Length: 1 } declared } } || !symbols.IsTask(ScopeCreation.Strip(value)?.Type))
            return;

        foreach (var (ending, with) in EndingScopes.Around(context.Operation, symbols))
        {
            if (work.IsMadeUnder(value, ending)
                && !with.Syntax.Span.Contains(declared[0].Span)
                && VariableUses.Within(keeper.Local, with).All(IsKeeping)
                && !IsWaitedBeside(context.Operation, with)
                && !IsWrittenBesides(ending, context.Operation, symbols))
            {
                context.ReportDiagnostic(Diagnostic.Create(_rule, value!.Syntax.GetLocation(), ending.Name, "kept", "await it inside, or end the scope after it"));
                return;
            }
        }
    }

    // Whoever awaits something else in the scope wants the task meanwhile, and has it canceled by leaving: a heartbeat.
    private static bool IsWaitedBeside(IOperation keeping, IOperation with)
    {
        var function = FlowGraphs.FunctionOf(keeping);
        return with.Descendants().Any(operation => operation is IAwaitOperation or IForEachLoopOperation { IsAsynchronous: true }
            && operation.Syntax.SpanStart > keeping.Syntax.Span.End
            && FlowGraphs.FunctionOf(operation) == function);
    }

    private static bool IsKeeping(IOperation reference) => VariableUses.IsWrite(reference)
        || (reference.Parent is IInvocationOperation { TargetMethod.Name: "Add", Parent: IExpressionStatementOperation } add && add.Instance == reference);

    // Whether the variable may hold another context than that of the scope.
    private static bool IsWrittenBesides(ISymbol child, IOperation anywhere, PlumblineSymbols symbols) => VariableUses.Of(child, anywhere).Any(reference =>
        VariableUses.IsWrite(reference)
        && (reference.Parent is ISimpleAssignmentOperation
            || (reference.Parent is IArgumentOperation { Parent: IInvocationOperation call } && ScopeCreation.CallOf(call, symbols) is null)));
}
