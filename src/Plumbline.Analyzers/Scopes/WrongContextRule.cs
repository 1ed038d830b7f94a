using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>PLB0005: a call is given a context although one derived from it was made for this very work.</summary>
/// <remarks>
/// Reported is only what hardly anyone means: a child that nothing uses beside a parent that is used; a response read under the parent of the context it
/// was asked for with; a <c>using</c> block that starts under the child and goes on under the parent; a lambda that leaves the context it is handed.
/// </remarks>
internal sealed class WrongContextRule : ContextRule
{
    /// <summary>The property of a report that names the context to use.</summary>
    internal const string Child = nameof(Child);

    private static readonly DiagnosticDescriptor _rule = Rule.Warning(
        "PLB0005",
        "The wrong context is passed on",
        "'{0}' is passed on although '{1}' was derived from it for this work: use '{1}'",
        "A derived context stops the work that is done under it. A call that is given its parent instead runs past the limit, and past the cancel.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        var passing = new PassedContexts(actions.Compilation, symbols);
        // Of the block and not of the call that derives: a report, and with it its fix, must stand in what is looked at.
        actions.RegisterOperationAction(block => AnalyzeBlock(block, symbols, passing), OperationKind.Block);
        actions.RegisterOperationAction(lambda => AnalyzeLambda(lambda, symbols, passing), OperationKind.AnonymousFunction);
    }

    private static void AnalyzeBlock(OperationAnalysisContext analysis, PlumblineSymbols symbols, PassedContexts passing)
    {
        var block = (IBlockOperation)analysis.Operation;
        foreach (var statement in block.Operations)
        {
            // Any other kind opens none, and most statements are of another.
            if (statement.Kind is OperationKind.UsingDeclaration or OperationKind.Using or OperationKind.VariableDeclarationGroup && DerivedScope.Find(statement, block, symbols) is { } scope)
            {
                Report(analysis, [.. scope.FindWrong(passing)], scope.Parent, scope.Child);
            }
        }
    }

    private static void AnalyzeLambda(OperationAnalysisContext analysis, PlumblineSymbols symbols, PassedContexts passing)
    {
        var lambda = (IAnonymousFunctionOperation)analysis.Operation;
        if (Handed(lambda, symbols) is not { } child || Caller(lambda) is not { } caller)
        {
            return;
        }

        var parents = Parents(caller, symbols);
        if (parents.Count == 0 || VariableUses.IsUsedWithin(child, lambda.Body))
        {
            return;
        }

        foreach (var parent in parents)
        {
            var wrong = passing.Of(VariableUses.Within(parent, lambda.Body)).Where(reference => !ContextSource.IsCleanup(reference, lambda.Body));
            Report(analysis, [.. wrong], parent, child);
        }
    }

    // One report however many uses there are: they are one mistake, and with one of them put right the child is used, which would silence the others.
    private static void Report(OperationAnalysisContext analysis, List<IOperation> wrong, ISymbol parent, ISymbol child)
    {
        if (wrong.Count > 0 && !TestCode.IsTest(analysis.ContainingSymbol))
        {
            analysis.ReportDiagnostic(Diagnostic.Create(
                _rule,
                wrong[0].Syntax.GetLocation(),
                wrong.Skip(1).Select(static use => use.Syntax.GetLocation()),
                ImmutableDictionary<string, string?>.Empty.Add(Child, child.Name),
                parent.Name,
                child.Name));
        }
    }

    // A discard says that the context is left on purpose.
    private static IParameterSymbol? Handed(IAnonymousFunctionOperation lambda, PlumblineSymbols symbols)
    {
        foreach (var parameter in lambda.Symbol.Parameters)
        {
            if (symbols.IsContext(parameter.Type))
            {
                return parameter.IsDiscard || parameter.Name == "_" ? null : parameter;
            }
        }

        return null;
    }

    private static IInvocationOperation? Caller(IAnonymousFunctionOperation lambda)
    {
        var outer = lambda.Parent;
        while (outer is IDelegateCreationOperation or IConversionOperation)
        {
            outer = outer.Parent;
        }

        return outer is IArgumentOperation { Parent: IInvocationOperation call } ? call : null;
    }

    // The contexts that what the lambda is handed derives from: those given to the call, or to the group that it is made on.
    private static HashSet<ISymbol> Parents(IInvocationOperation call, PlumblineSymbols symbols)
    {
        var parents = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        Add(call.Instance);
        foreach (var argument in call.Arguments)
        {
            Add(argument.Value);
        }

        if (call.Instance is ILocalReferenceOperation { Local: var local } && ContextSource.Initializer(local, call) is IObjectCreationOperation creation)
        {
            foreach (var argument in creation.Arguments)
            {
                Add(argument.Value);
            }
        }

        return parents;

        void Add(IOperation? value)
        {
            if (ContextSource.Origin(value, symbols) is { } origin && symbols.IsContext(origin.Type) && ContextSource.Variable(origin) is { } variable)
            {
                parents.Add(variable);
            }
        }
    }
}
