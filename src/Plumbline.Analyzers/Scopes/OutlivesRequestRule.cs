using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>PLB0010: work that nobody awaits is given the context of a request, which ends with the answer.</summary>
internal sealed class OutlivesRequestRule : ContextRule
{
    /// <summary>The property of a report on a token, which cannot be detached.</summary>
    internal const string IsToken = nameof(IsToken);

    /// <summary>The property of a report on the call of a local function: what is to be detached are the other places.</summary>
    internal const string IsCall = nameof(IsCall);

    private static readonly DiagnosticDescriptor _rule = Rule.Warning(
        "PLB0010",
        "Work outlives its request",
        "'{0}' ends with the request, and this work is not awaited: pass {1}",
        "Work that nobody awaits goes on when the answer is sent; the request's context is done by then, and the work with it, at a moment that varies. Detach it: ctx.WithoutCancel() keeps the values, not the end.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        var requests = new RequestContexts(actions.Compilation, symbols);
        var background = new BackgroundWork(actions.Compilation, symbols);
        actions.RegisterCallAction(background.MayBegin, (operation, _) => Analyze(operation, requests, background));
        actions.RegisterOperationAction(operation => Analyze(operation, requests, background), OperationKind.ObjectCreation, OperationKind.EventAssignment);
    }

    private static void Analyze(OperationAnalysisContext analysis, RequestContexts requests, BackgroundWork background)
    {
        var handed = background.Handed(analysis.Operation);
        if (handed.Count == 0 || BackgroundWork.IsJoined(analysis.Operation, handed))
        {
            return;
        }

        foreach (var value in handed)
        {
            var uses = requests.Used(value, analysis.Operation, analysis.ContainingSymbol).ToList();
            foreach (var group in uses.GroupBy(static use => use.Syntax.ToString()))
            {
                Report(analysis, requests, group, isCall: value is ILocalFunctionOperation);
            }
        }
    }

    // One report for a piece of work and a context, however often it is named in it.
    private static void Report(OperationAnalysisContext analysis, RequestContexts requests, IGrouping<string, IOperation> uses, bool isCall)
    {
        var isToken = requests.IsToken(uses.First());
        var properties = ImmutableDictionary<string, string?>.Empty;
        properties = isToken ? properties.Add(IsToken, "") : properties;
        properties = isCall ? properties.Add(IsCall, "") : properties;

        // A report stands in what is looked at, and that is the call of a local function, not its body.
        analysis.ReportDiagnostic(Diagnostic.Create(
            _rule,
            (isCall ? analysis.Operation : uses.First()).Syntax.GetLocation(),
            uses.Skip(isCall ? 0 : 1).Select(static use => use.Syntax.GetLocation()),
            properties,
            uses.Key,
            isToken ? "CancellationToken.None" : $"{uses.Key}.WithoutCancel()"));
    }
}
