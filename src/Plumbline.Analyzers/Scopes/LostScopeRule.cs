using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>PLB0001: a <c>CancelScope</c> that is not disposed on every path.</summary>
/// <remarks>Any use of its variable but a query counts as handing it on, so what is reported is lost for certain.</remarks>
internal sealed class LostScopeRule : ContextRule
{
    private static readonly DiagnosticDescriptor _rule = Rule.Warning(
        "PLB0001",
        "A scope is lost",
        "The scope that '{0}' returns {1}: {2}",
        "Until its scope is disposed a derived context hangs on its parent, with its timer, and what runs under it is not told to stop. Only the scope can end it: dispose it on every path, best with 'using var'.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        if (symbols.CancelScope is null)
            return;

        actions.RegisterCallAction(method => ScopeCreation.IsBy(method, symbols), (operation, _) => Check(operation, symbols));
        actions.RegisterOperationAction(operation => Check(operation, symbols), OperationKind.Await);
    }

    private static void Check(OperationAnalysisContext context, PlumblineSymbols symbols)
    {
        var creation = context.Operation;
        if (ScopeCreation.CallOf(creation, symbols) is not { } call)
            return;

        var use = ScopeUse.Of(creation);
        var loss = use.Kind switch
        {
            ScopeUseKind.Discarded => "is discarded",
            ScopeUseKind.Local => LossOf(context, creation, use, symbols),
            ScopeUseKind.Elsewhere when use.Field is { } field && UnreadField.Is(field, context.CancellationToken) => "is kept in a field that nothing reads",
            _ => null,
        };
        if (loss is not null)
            context.ReportDiagnostic(Diagnostic.Create(_rule, creation.Syntax.GetLocation(), call.TargetMethod.Name, loss, use.Field is null ? "keep it with 'using var'" : "dispose it with its object"));
    }

    private static string? LossOf(OperationAnalysisContext context, IOperation creation, ScopeUse use, PlumblineSymbols symbols)
    {
        var local = use.Local!;
        var function = FlowGraphs.FunctionOf(creation);
        var references = VariableUses.Of(local, creation).OfType<ILocalReferenceOperation>().ToList();
        if (IsEndedAtOnce(creation, local, references) || references.Any(reference => FlowGraphs.FunctionOf(reference) != function) || FlowGraphs.For(context.GetControlFlowGraph(), creation) is not { } graph)
            return null;

        // A variable that may hold nothing, and is disposed under a condition: the two may well be one condition.
        var mayBeOneCondition = use.IsConditional && references.Any(reference => IsRelease(reference, local) && IsUnderOtherCondition(reference, creation));
        if (HeldAt(graph, creation, local, symbols) is not var (block, index))
            return null;

        // In a test an exception is its end, and often the point is when the scope ends. Who hands the scope on has it owned at last.
        var isEndedHere = references.All(reference => !IsRelease(reference, local) || IsEnding(reference)) && !TestCode.IsProject(context.Compilation) && !TestCode.IsTest(context.ContainingSymbol);
        return LossFrom(graph, block, index, local, mayBeOneCondition, isEndedHere);
    }

    // `var cancel = …; try { … } finally { cancel.Dispose(); }`: what most write that write no `using` needs no graph to be seen right.
    private static bool IsEndedAtOnce(IOperation creation, ILocalSymbol local, List<ILocalReferenceOperation> references)
    {
        if (references.Any(VariableUses.IsWrite))
            return false;

        var statement = creation;
        while (statement.Parent is not (null or IBlockOperation))
            statement = statement.Parent;

        return statement.Parent is IBlockOperation { Operations: var statements }
            && statements.IndexOf(statement) is >= 0 and var index
            && index + 1 < statements.Length
            && statements[index + 1] is ITryOperation { Finally.Operations: var last }
            && last.Any(end => end is IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod.Name: "Dispose", Instance: { } ended } } && VariableUses.Is(ScopeCreation.Strip(ended), local));
    }

    private static string? LossFrom(ControlFlowGraph graph, BasicBlock block, int index, ILocalSymbol local, bool mayBeOneCondition, bool isEndedHere)
    {
        if (new FlowPaths(graph, (operation, ref _) => Step(operation, local)).After(block, index) is not { } ends)
            return null;

        if ((ends & FlowEnds.Hit) != 0 && !mayBeOneCondition)
            return "is overwritten before it is disposed";

        if ((ends & FlowEnds.Exit) != 0 && !mayBeOneCondition)
            return (ends & FlowEnds.Stop) == 0 ? "is never disposed" : "is not disposed on every path";

        // What is never disposed and never returns lives as long as the process.
        return isEndedHere && (ends & (FlowEnds.Exit | FlowEnds.Exception | FlowEnds.Stop)) == (FlowEnds.Exception | FlowEnds.Stop)
            ? "is not disposed when an exception is thrown"
            : null;
    }

    private static FlowStep Step(IOperation operation, ILocalSymbol local) => operation switch
    {
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } when SymbolEqualityComparer.Default.Equals(target.Local, local) => FlowStep.Hit,
        ILocalReferenceOperation reference when IsRelease(reference, local) => FlowStep.Stop,
        _ => FlowStep.Continue,
    };

    private static bool IsRelease(ILocalReferenceOperation reference, ILocalSymbol local) => SymbolEqualityComparer.Default.Equals(reference.Local, local)
        && reference.Parent switch
        {
            ISimpleAssignmentOperation assignment => assignment.Target != reference,
            IInvocationOperation call => call.Instance != reference || call.TargetMethod.Name is not ("ToString" or "GetHashCode" or "GetType"),
            _ => true,
        };

    private static bool IsEnding(IOperation reference) => reference.Parent switch
    {
        IInvocationOperation { TargetMethod.Name: "Dispose" or "Cancel" } call => call.Instance == reference,
        IConversionOperation conversion => IsEnding(conversion),
        IUsingOperation => true,
        _ => false,
    };

    private static bool IsUnderOtherCondition(IOperation reference, IOperation creation)
    {
        for (var parent = reference.Parent; parent is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); parent = parent.Parent)
        {
            if (parent is IConditionalOperation or ISwitchOperation or IConditionalAccessOperation && !parent.Syntax.Span.Contains(creation.Syntax.Span))
                return true;
        }

        return false;
    }

    // The place in the graph from which on the variable holds the scope. A conditional expression is a capture there, read later.
    private static (BasicBlock Block, int Index)? HeldAt(ControlFlowGraph graph, IOperation creation, ILocalSymbol local, PlumblineSymbols symbols)
    {
        foreach (var block in graph.Blocks)
        {
            for (var i = 0; i < block.Operations.Length; i++)
            {
                var operation = block.Operations[i] is IExpressionStatementOperation statement ? statement.Operation : block.Operations[i];
                if (operation is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment
                    && SymbolEqualityComparer.Default.Equals(target.Local, local)
                    && assignment.Value.Syntax.Span.Contains(creation.Syntax.Span)
                    && (ScopeCreation.CallOf(assignment.Value, symbols) is not null || ScopeCreation.Strip(assignment.Value) is IFlowCaptureReferenceOperation))
                {
                    return (block, i);
                }
            }
        }

        return null;
    }
}
