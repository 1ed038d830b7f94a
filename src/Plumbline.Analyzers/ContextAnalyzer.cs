using Microsoft.CodeAnalysis.Diagnostics;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers;

/// <summary>What all rules share: concurrent, no generated code, and no cost where <c>Plumbline.Context</c> is not known.</summary>
internal abstract class ContextAnalyzer : DiagnosticAnalyzer
{
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (PlumblineSymbols.For(start.Compilation) is { } symbols)
            {
                Register(start, symbols);
            }
        });
    }

    /// <summary>Registers the rule's actions for one compilation; a rule that misses a symbol it needs registers none.</summary>
    private protected abstract void Register(CompilationStartAnalysisContext start, PlumblineSymbols symbols);
}
