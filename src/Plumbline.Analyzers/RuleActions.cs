using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers;

/// <summary>What the rules of a <see cref="RuleAnalyzer"/> want to see of one compilation, gathered so that the compiler is asked once for each kind.</summary>
internal sealed class RuleActions(CompilationStartAnalysisContext start)
{
    private readonly Dictionary<OperationKind, List<Action<OperationAnalysisContext>>> _byKind = [];
    private readonly List<CallAction> _calls = [];
    private readonly ConcurrentDictionary<IMethodSymbol, CallAction[]> _callsOf = new(SymbolEqualityComparer.Default);

    internal Compilation Compilation => start.Compilation;

    /// <summary>Calls back for each operation of these kinds, in the order of the rules.</summary>
    internal void RegisterOperationAction(Action<OperationAnalysisContext> action, params OperationKind[] kinds)
    {
        foreach (var kind in kinds)
        {
            if (!_byKind.TryGetValue(kind, out var actions))
            {
                _byKind.Add(kind, actions = []);
            }

            actions.Add(action);
        }
    }

    /// <summary>Calls back for each call of the methods that concern the rule, in the order of the rules.</summary>
    /// <param name="concerns">
    /// Asked once for each method, whatever it is called with: for its definition, and an extension method's as it is declared. Yes in doubt; a type parameter may be made into anything.
    /// </param>
    /// <param name="action">Looks at a call.</param>
    internal void RegisterCallAction(Func<IMethodSymbol, bool> concerns, Action<OperationAnalysisContext, IInvocationOperation> action) => _calls.Add(new(concerns, action));

    /// <summary>Calls back for each symbol of this kind.</summary>
    internal void RegisterSymbolAction(Action<SymbolAnalysisContext> action, SymbolKind kind) => start.RegisterSymbolAction(action, kind);

    /// <summary>Asks the compiler for all that was registered.</summary>
    internal void Start()
    {
        if (_calls.Count > 0)
        {
            RegisterOperationAction(Call, OperationKind.Invocation);
        }

        foreach (var entry in _byKind)
        {
            Action<OperationAnalysisContext>[] actions = [.. entry.Value];
            start.RegisterOperationAction(
                operation =>
                {
                    foreach (var action in actions)
                    {
                        action(operation);
                    }
                },
                entry.Key);
        }
    }

    // Most methods concern no rule at all: for a call of one this is all there is.
    private void Call(OperationAnalysisContext operation)
    {
        var call = (IInvocationOperation)operation.Operation;
        var method = (call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition;
        foreach (var action in _callsOf.TryGetValue(method, out var concerned) ? concerned : _callsOf[method] = Concerned(method))
        {
            action.Inspect(operation, call);
        }
    }

    private CallAction[] Concerned(IMethodSymbol method)
    {
        List<CallAction>? concerned = null;
        foreach (var action in _calls)
        {
            if (action.Concerns(method))
            {
                (concerned ??= []).Add(action);
            }
        }

        return concerned?.ToArray() ?? [];
    }

    private sealed class CallAction(Func<IMethodSymbol, bool> concerns, Action<OperationAnalysisContext, IInvocationOperation> inspect)
    {
        internal Func<IMethodSymbol, bool> Concerns { get; } = concerns;

        internal Action<OperationAnalysisContext, IInvocationOperation> Inspect { get; } = inspect;
    }
}
