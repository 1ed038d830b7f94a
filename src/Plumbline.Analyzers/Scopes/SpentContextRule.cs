using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>PLB0019: a context handed to work on a path on which its scope has been disposed, whatever path led there.</summary>
internal sealed class SpentContextRule : ContextRule
{
    private static readonly DiagnosticDescriptor _rule = Rule.Warning(
        "PLB0019",
        "A context is used after its scope",
        "The scope of '{0}' was disposed before: what gets it here is canceled at once",
        "Disposing a scope cancels its context. Work that is given the context afterwards ends before it begins: do it inside the scope, or under the parent.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        if (symbols.CancelScope is not null)
            actions.RegisterCallAction(method => ScopeCreation.IsBy(method, symbols), (operation, call) => Check(operation, call, symbols));
    }

    private static void Check(OperationAnalysisContext context, IInvocationOperation creation, PlumblineSymbols symbols)
    {
        if (ScopeCreation.ContextOf(creation, symbols) is not { } child || !VariableUses.IsOwn(child))
            return;

        var use = ScopeUse.Of(creation);
        if (use.Kind is not (ScopeUseKind.Using or ScopeUseKind.Local) || TestCode.IsProject(context.Compilation) || !CanBeSpent(creation, child, use, symbols) || TestCode.IsTest(context.ContainingSymbol))
            return;

        if (FlowGraphs.For(context.GetControlFlowGraph(), creation) is not { } graph)
            return;

        foreach (var spent in SpentUses(graph, creation, child, use.Local, symbols))
            context.ReportDiagnostic(Diagnostic.Create(_rule, spent.Syntax.GetLocation(), child.Name));
    }

    // The cheap questions first, which need no graph: a scope mostly ends with its function, and then nothing comes after it.
    private static bool CanBeSpent(IInvocationOperation creation, ISymbol child, ScopeUse use, PlumblineSymbols symbols)
    {
        var ends = Ends(creation, use);
        if (ends.Count == 0)
            return false;

        var references = VariableUses.Of(child, creation);
        if (!references.Any(reference => ends.Any(end => MayFollow(reference, end)) && ContextUse.NeedsLiveContext(reference, symbols)))
            return false;

        var function = FlowGraphs.FunctionOf(creation);
        foreach (var reference in references)
        {
            // A variable that a lambda writes has more than one story; one that PLB0009 reports is told once.
            if (VariableUses.IsWrite(reference) && (FlowGraphs.FunctionOf(reference) != function || ContextWrite.ProblemOf(reference, symbols) is not null))
                return false;
        }

        return true;
    }

    // Where the scope ends: behind its `using` statement, or the block of its `using` declaration, and at each Dispose by hand.
    private static List<IOperation> Ends(IInvocationOperation creation, ScopeUse use)
    {
        List<IOperation> ends = [];
        if (use.Local is { } local && (use.Kind == ScopeUseKind.Local || Wording.Says(FlowGraphs.RootOf(creation).Syntax, ".Dispose")))
        {
            foreach (var reference in VariableUses.Of(local, creation))
            {
                if (reference.Parent is IInvocationOperation { TargetMethod.Name: "Dispose" } end && end.Instance == reference)
                    ends.Add(end);
            }
        }

        // A variable that is declared with its scope is not known behind the block, and nothing comes behind that of a function.
        var isDeclaredHere = creation.Arguments.Any(static argument => argument.Value is IDeclarationExpressionOperation);
        if (use.Kind == ScopeUseKind.Using && !isDeclaredHere && BlockOf(creation) is { } block && !NestedPlace.IsBody(block))
            ends.Add(block);

        return ends;
    }

    private static IOperation? BlockOf(IOperation creation)
    {
        for (var at = creation.Parent; at is not null; at = at.Parent)
        {
            if (at is IUsingOperation)
                return at;

            if (at is IUsingDeclarationOperation)
                return at.Parent;
        }

        return null;
    }

    // Behind the end, or in a loop around it, which comes back.
    private static bool MayFollow(IOperation reference, IOperation end)
    {
        if (reference.Syntax.SpanStart >= end.Syntax.Span.End)
            return true;

        for (var at = end.Parent; at is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); at = at.Parent)
        {
            if (at is ILoopOperation && at.Syntax.Span.Contains(reference.Syntax.Span))
                return true;
        }

        return false;
    }

    private static IEnumerable<IOperation> SpentUses(ControlFlowGraph graph, IInvocationOperation creation, ISymbol child, ILocalSymbol? holder, PlumblineSymbols symbols)
    {
        if (PlaceOf(graph, creation) is not var (block, index))
            return [];

        var capture = Capture(block.Operations, index, creation);
        var live = new HashSet<SyntaxNode>();
        var spent = new Dictionary<SyntaxNode, IOperation>();
        return new FlowPaths(graph, Step).After(block, index) is null ? [] : spent.Where(use => !live.Contains(use.Key)).Select(static use => use.Value);

        FlowStep Step(IOperation operation, ref int isSpent)
        {
            if (operation is IInvocationOperation { TargetMethod.Name: "Dispose", Instance: { } instance } && IsHolder(instance))
                isSpent = 1;
            else if (operation is ISimpleAssignmentOperation { Target: var target } && (VariableUses.Is(target, child) || IsHolder(target)))
                return FlowStep.Stop;
            else if (operation is IInvocationOperation call && call.Arguments.Any(argument => argument.Parameter?.RefKind == RefKind.Out && SymbolEqualityComparer.Default.Equals(ScopeCreation.VariableOf(argument.Value), child)))
                return FlowStep.Stop;
            else if (VariableUses.Is(operation, child) && ContextUse.NeedsLiveContext(operation, symbols))
                Note(operation, isSpent);
            return FlowStep.Continue;
        }

        void Note(IOperation operation, int isSpent)
        {
            if (isSpent == 0)
                live.Add(operation.Syntax);
            else
                spent[operation.Syntax] = operation;
        }

        bool IsHolder(IOperation instance) => ScopeCreation.Strip(instance) switch
        {
            ILocalReferenceOperation local => holder is not null && SymbolEqualityComparer.Default.Equals(local.Local, holder),
            IFlowCaptureReferenceOperation reference => capture is { } id && reference.Id.Equals(id),
            _ => false,
        };
    }

    // A `using` statement without a variable keeps its scope in a capture.
    private static CaptureId? Capture(ImmutableArray<IOperation> operations, int index, IInvocationOperation creation) =>
        index < operations.Length && operations[index] is IFlowCaptureOperation capture && ScopeCreation.Strip(capture.Value)?.Syntax == creation.Syntax ? capture.Id : null;

    private static (BasicBlock Block, int Index)? PlaceOf(ControlFlowGraph graph, IInvocationOperation creation)
    {
        foreach (var block in graph.Blocks)
        {
            var index = 0;
            foreach (var top in FlowGraphs.Top(block))
            {
                if (top.Syntax.Span.Contains(creation.Syntax.Span) && top.DescendantsAndSelf().Any(operation => operation is IInvocationOperation && operation.Syntax == creation.Syntax))
                    return (block, index);

                index++;
            }
        }

        return null;
    }
}
