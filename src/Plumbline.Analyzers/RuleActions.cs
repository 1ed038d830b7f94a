using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Plumbline.Analyzers;

/// <summary>What the rules of a <see cref="RuleAnalyzer"/> want to see of one compilation, gathered so that the compiler is asked once for each kind.</summary>
internal sealed class RuleActions(CompilationStartAnalysisContext start)
{
    private readonly Dictionary<OperationKind, List<Action<OperationAnalysisContext>>> _byKind = [];

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

    /// <summary>Calls back for each symbol of this kind.</summary>
    internal void RegisterSymbolAction(Action<SymbolAnalysisContext> action, SymbolKind kind) => start.RegisterSymbolAction(action, kind);

    /// <summary>Asks the compiler for all that was registered.</summary>
    internal void Start()
    {
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
}
