using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers;

/// <summary>Rules that the compiler runs as one analyzer. What they share: concurrent, no generated code, and no cost where <c>Plumbline.Context</c> is not known.</summary>
/// <remarks>
/// Each analyzer that asks for operations makes the compiler look up its actions for every operation of every method. With an analyzer for each rule, that cost about as much as all that
/// the rules do.
/// </remarks>
internal abstract class RuleAnalyzer : DiagnosticAnalyzer
{
    private readonly ImmutableArray<ContextRule> _rules;

    private protected RuleAnalyzer(params ImmutableArray<ContextRule> rules)
    {
        _rules = rules;
        SupportedDiagnostics = [.. rules.Select(static rule => rule.Descriptor)];
    }

    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (PlumblineSymbols.For(start.Compilation) is { } symbols)
            {
                var actions = new RuleActions(start);
                foreach (var rule in _rules)
                {
                    rule.Register(actions, symbols);
                }

                actions.Start();
            }
        });
    }
}
