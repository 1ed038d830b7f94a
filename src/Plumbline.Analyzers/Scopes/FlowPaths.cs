using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Walks every path through a function from one point on: branches, loops, <c>finally</c> blocks, and exceptions on their way to a handler.</summary>
/// <remarks>
/// <para>A walk costs time linear in the blocks, times the ways into each <c>finally</c>, times the caller's states; make a graph only for a function that holds something to look for.</para>
/// <para>An exception is believed in where code of others runs or is awaited, see <see cref="FlowThrows"/>. For one user, on one thread.</para>
/// </remarks>
internal sealed class FlowPaths
{
    // What finally blocks inside finally blocks multiply to: a function that needs more is given up.
    private const int MaxPlaces = 20_000;

    private static readonly object _nothing = new();

    // A place to go on at once a `finally` block has run: a block, or the region from which an exception flies on; then what is below it.
    private readonly List<(object Target, int Below)> _pending = [(_nothing, -1)];
    private readonly Dictionary<(object Target, int Below), int> _pendingIds = [];
    private readonly HashSet<(int Block, int Pending, int State)> _seen = [];
    private readonly Stack<(BasicBlock Block, int Pending, int State)> _work = new();
    private readonly ControlFlowGraph _graph;
    private readonly FlowVisitor _step;
    private FlowEnds _ends;

    /// <param name="graph">The function.</param>
    /// <param name="step">Asked for each operation of a path, in the order of evaluation.</param>
    internal FlowPaths(ControlFlowGraph graph, FlowVisitor step)
    {
        _graph = graph;
        _step = step;
    }

    /// <summary>Walks from just after one of the block's operations; its <see cref="BasicBlock.BranchValue"/> counts as the last one.</summary>
    /// <returns>How the paths end; null where there are too many to walk, and nothing is known.</returns>
    internal FlowEnds? After(BasicBlock block, int operation)
    {
        Visit(block, operation + 1, 0, 0);
        while (_work.Count > 0)
        {
            if (_seen.Count > MaxPlaces)
                return null;

            var (next, pending, state) = _work.Pop();
            Visit(next, 0, pending, state);
        }

        return _ends;
    }

    private void Visit(BasicBlock block, int from, int pending, int state)
    {
        if (!Operations(block, from, pending, ref state))
            return;

        if (block.Kind == BasicBlockKind.Exit)
        {
            _ends |= FlowEnds.Exit;
            return;
        }

        var known = block.BranchValue?.ConstantValue is { HasValue: true, Value: bool value } ? value : (bool?)null;
        var whenTrue = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
        if (block.ConditionalSuccessor is { } conditional && known != !whenTrue)
            Follow(conditional, block, pending, state);

        if (block.FallThroughSuccessor is { } fallThrough && (block.ConditionalSuccessor is null || known != whenTrue))
            Follow(fallThrough, block, pending, state);
    }

    // Whether the path goes on behind the block's operations.
    private bool Operations(BasicBlock block, int from, int pending, ref int state)
    {
        // The state of the last exception from here: one is like another.
        var thrown = -1;
        for (var i = from; i < block.Operations.Length; i++)
        {
            if (!Evaluate(block.Operations[i], block, pending, ref state, ref thrown))
                return false;
        }

        return block.BranchValue is null || from > block.Operations.Length || Evaluate(block.BranchValue, block, pending, ref state, ref thrown);
    }

    private bool Evaluate(IOperation top, BasicBlock block, int pending, ref int state, ref int thrown)
    {
        foreach (var operation in FlowGraphs.InOrder(top))
        {
            switch (_step(operation, ref state))
            {
                case FlowStep.Stop:
                    _ends |= FlowEnds.Stop;
                    return false;
                case FlowStep.Hit:
                    _ends |= FlowEnds.Hit;
                    return false;
            }

            if (thrown != state && FlowThrows.May(operation))
            {
                thrown = state;
                Throw(block.EnclosingRegion, pending, state);
            }

            if (FlowThrows.NeverReturns(operation))
                return false;
        }

        return true;
    }

    private void Follow(ControlFlowBranch branch, BasicBlock block, int pending, int state)
    {
        switch (branch.Semantics)
        {
            case ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow:
                Throw(block.EnclosingRegion, pending, state);
                break;
            case ControlFlowBranchSemantics.StructuredExceptionHandling:
                // The end of a filter that says no: the exception's way outwards was followed when it was thrown.
                if (block.EnclosingRegion.Kind != ControlFlowRegionKind.Filter)
                    Resume(pending, state);
                break;
            default:
                if (branch.Destination is not null)
                    Leave(branch, pending, state);
                break;
        }
    }

    private void Leave(ControlFlowBranch branch, int pending, int state)
    {
        if (branch.FinallyRegions.IsEmpty)
        {
            Enter(branch.Destination!, pending, state);
            return;
        }

        pending = Later(branch.Destination!, pending);
        for (var i = branch.FinallyRegions.Length - 1; i > 0; i--)
            pending = Later(_graph.Blocks[branch.FinallyRegions[i].FirstBlockOrdinal], pending);
        Enter(_graph.Blocks[branch.FinallyRegions[0].FirstBlockOrdinal], pending, state);
    }

    private void Throw(ControlFlowRegion? region, int pending, int state)
    {
        // Around the root of a lambda's graph are the regions of the function it stands in, which are not on the exception's way.
        for (; region is not null && region.Kind != ControlFlowRegionKind.Root; region = region.EnclosingRegion)
        {
            // What a `finally` throws replaces what was thrown before: too rare to warn about.
            if (region.Kind is ControlFlowRegionKind.Finally or ControlFlowRegionKind.Filter)
                return;

            if (region.Kind != ControlFlowRegionKind.Try)
                continue;

            var around = region.EnclosingRegion!;
            if (around.Kind == ControlFlowRegionKind.TryAndFinally)
            {
                var handler = around.NestedRegions.First(static nested => nested.Kind == ControlFlowRegionKind.Finally);
                Enter(_graph.Blocks[handler.FirstBlockOrdinal], Later(around.EnclosingRegion ?? _graph.Root, pending), state);
                return;
            }

            if (Catch(around, pending, state))
                return;
        }

        _ends |= FlowEnds.Exception;
    }

    // Whether nothing gets past the handlers.
    private bool Catch(ControlFlowRegion around, int pending, int state)
    {
        var all = false;
        foreach (var handler in around.NestedRegions)
        {
            if (handler.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler)
            {
                Enter(_graph.Blocks[handler.FirstBlockOrdinal], pending, state);
                all |= handler.Kind == ControlFlowRegionKind.Catch
                    && (handler.ExceptionType is null or { SpecialType: SpecialType.System_Object } or { Name: "Exception", ContainingNamespace.Name: "System" });
            }
        }

        return all;
    }

    private void Enter(BasicBlock block, int pending, int state)
    {
        if (_seen.Add((block.Ordinal, pending, state)))
            _work.Push((block, pending, state));
    }

    private void Resume(int pending, int state)
    {
        var (target, below) = _pending[pending];
        switch (target)
        {
            case BasicBlock block:
                Enter(block, below, state);
                break;
            case ControlFlowRegion region:
                Throw(region, below, state);
                break;
        }
    }

    private int Later(object target, int below)
    {
        if (!_pendingIds.TryGetValue((target, below), out var id))
        {
            id = _pending.Count;
            _pending.Add((target, below));
            _pendingIds.Add((target, below), id);
        }

        return id;
    }
}
