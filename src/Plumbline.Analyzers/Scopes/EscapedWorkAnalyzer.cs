using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>PLB0022: something that still needs its context is returned out of the scope that ends it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EscapedWorkAnalyzer : ContextAnalyzer
{
    private static readonly DiagnosticDescriptor _rule = Rule.Warning(
        "PLB0022",
        "Work escapes the scope of its context",
        "Leaving the scope of '{0}' cancels what is returned here: await or read it inside, or return the scope with it",
        "A scope that is left cancels its context, also on success. A task, a stream or a sequence that was made under it and is returned unfinished is canceled on the way out.");

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [_rule];

    private protected override void Register(CompilationStartAnalysisContext start, PlumblineSymbols symbols)
    {
        if (symbols.CancelScope is null)
            return;

        var work = new UnfinishedWork(start.Compilation, symbols);
        start.RegisterOperationAction(operation => Check(operation, work, symbols), OperationKind.Return);
    }

    private static void Check(OperationAnalysisContext context, UnfinishedWork work, PlumblineSymbols symbols)
    {
        if (context.Operation is not IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } value } || !work.IsUnfinished(ScopeCreation.Strip(value)?.Type))
            return;

        foreach (var ending in EndingScopes.Around(context.Operation, symbols))
        {
            if (work.IsMadeUnder(value, ending) && !IsWrittenBesides(ending, context.Operation, symbols))
            {
                context.ReportDiagnostic(Diagnostic.Create(_rule, value.Syntax.GetLocation(), ending.Name));
                return;
            }
        }
    }

    // Whether the variable may hold another context than that of the scope.
    private static bool IsWrittenBesides(ISymbol child, IOperation anywhere, PlumblineSymbols symbols) => VariableUses.Of(child, anywhere).Any(reference =>
        VariableUses.IsWrite(reference)
        && (reference.Parent is ISimpleAssignmentOperation
            || (reference.Parent is IArgumentOperation { Parent: IInvocationOperation call } && ScopeCreation.CallOf(call, symbols) is null)));
}
