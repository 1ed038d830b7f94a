using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Exceptions;

/// <summary>PLB0015: a loop that goes on after it caught the end of its context.</summary>
internal sealed class SwallowedCancelRule : ContextRule
{
    internal const string Id = "PLB0015";

    private static readonly DiagnosticDescriptor _rule = Rule.Suggestion(
        Id,
        "A cancel is swallowed",
        "This catch takes the end of the context for a failure, and the loop goes on: let it pass with 'when (!ctx.IsDone)'",
        "When the context is done, each call under it throws at once. A loop that catches that and goes on spins, or works through all that is left in vain. Let it pass: 'catch (Exception e) when (!ctx.IsDone)'.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols) =>
        actions.RegisterOperationAction(
            call =>
            {
                var operation = (ITryOperation)call.Operation;
                if (SwallowingCatch(operation, symbols) is { } clause
                    && LoopAround(operation) is { } loop
                    && AwaitsUnderContext(operation.Body, loop, symbols)
                    && !IsContextSeen(loop, operation, symbols)
                    && !LeavesAfter(loop, operation)
                    && !(call.ContainingSymbol is IMethodSymbol method && Cleanup.Is(method))
                    && !IsThrownAfter(loop, clause))
                {
                    call.ReportDiagnostic(Diagnostic.Create(_rule, ((CatchClauseSyntax)clause.Syntax).CatchKeyword.GetLocation()));
                }
            },
            OperationKind.Try);

    // The first clause that a cancellation reaches; one with a filter decides for itself.
    private static ICatchClauseOperation? SwallowingCatch(ITryOperation operation, PlumblineSymbols symbols)
    {
        foreach (var clause in operation.Catches)
        {
            // A clause without a type catches 'object'.
            var takesAll = clause.ExceptionType is { SpecialType: SpecialType.System_Object } || SymbolEqualityComparer.Default.Equals(clause.ExceptionType, symbols.Exception);
            if (takesAll || SymbolEqualityComparer.Default.Equals(clause.ExceptionType, symbols.OperationCanceledException))
            {
                return clause.Filter is null && !MayLeave(clause.Handler) ? clause : null;
            }

            if (IsCancellation(clause.ExceptionType, symbols) && clause.Filter is null && MayLeave(clause.Handler))
            {
                return null;
            }
        }

        return null;
    }

    private static bool IsCancellation(ITypeSymbol? type, PlumblineSymbols symbols)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, symbols.OperationCanceledException))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MayLeave(IOperation handler) => Inside(handler).Any(static operation => operation switch
    {
        _ when IsLeaving(operation) => true,
        IInvocationOperation { TargetMethod.Name: "Exit" or "FailFast" or "Rethrow" } => true,
        IInvocationOperation { TargetMethod.Name: var name } when IsThrowing(name) => true,
        _ when FlowThrows.NeverReturns(operation) => true,
        _ => false,
    });

    // Throw, ThrowUnexpected, ThrowIfCanceled: throwing is what such a method is for.
    private static bool IsThrowing(string name) => name.StartsWith("Throw", StringComparison.Ordinal) && (name.Length == 5 || char.IsUpper(name[5]));

    private static ILoopOperation? LoopAround(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case ILoopOperation loop:
                    return loop;
                case IAnonymousFunctionOperation or ILocalFunctionOperation or ITryOperation:
                    // A try around this one may catch what the loop seems to go on from; in doubt silent.
                    return null;
            }
        }

        return null;
    }

    private static bool AwaitsUnderContext(IOperation body, ILoopOperation around, PlumblineSymbols symbols) => Inside(body).Any(operation => operation switch
    {
        IAwaitOperation wait => Inside(wait).Any(inner => inner is IArgumentOperation argument && MentionsContext(argument, around, symbols)),
        IForEachLoopOperation { IsAsynchronous: true } loop => MentionsContext(loop.Collection, around, symbols),
        _ => false,
    });

    private static bool MentionsContext(IOperation operation, ILoopOperation around, PlumblineSymbols symbols) =>
        operation.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation
            && symbols.IsContext(part.Type)
            && part is not IPropertyReferenceOperation { Property.IsStatic: true }
            && !IsOfItsOwn(part, around));

    // Context.Background.WithTimeout(…, out var call): no caller's end fails the next attempt.
    private static bool IsOfItsOwn(IOperation context, ILoopOperation loop) =>
        context is ILocalReferenceOperation { Local.DeclaringSyntaxReferences: { Length: 1 } declared }
        && loop.Syntax.Span.Contains(declared[0].Span)
        && declared[0].GetSyntax() is SingleVariableDesignationSyntax { Parent: DeclarationExpressionSyntax { Parent: ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax derived } } } } }
        && derived.Expression switch
        {
            MemberAccessExpressionSyntax property => property.Name.Identifier.ValueText == "Background",
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax method } => method.Name.Identifier.ValueText is "Root" or "Todo" or "WithoutCancel",
            _ => false,
        };

    // Whatever the loop does with a context or token outside the guarded block, be it its condition or a wait, may end it; and so may a look at its state inside.
    private static bool IsContextSeen(ILoopOperation loop, ITryOperation guarded, PlumblineSymbols symbols)
    {
        foreach (var operation in loop.Descendants())
        {
            if (guarded.Body.Syntax.Span.Contains(operation.Syntax.Span))
            {
                if (operation is IPropertyReferenceOperation { Property.Name: "IsDone" or "IsCancellationRequested" or "Status" or "Remaining" or "Cause" } state
                    && (symbols.IsContext(state.Property.ContainingType) || symbols.IsToken(state.Property.ContainingType)))
                {
                    return true;
                }
            }
            else if ((symbols.IsContext(operation.Type) || symbols.IsToken(operation.Type)) && operation is not IDeclarationExpressionOperation && !IsDerivation(operation, symbols))
            {
                return true;
            }
        }

        return false;
    }

    // using var limit = ctx.WithTimeout(…, out var call); makes a child of a context that is done as well, and says nothing.
    private static bool IsDerivation(IOperation operation, PlumblineSymbols symbols) => operation.Parent is IDeclarationExpressionOperation
        || (operation.Parent is IInvocationOperation call && call.Instance == operation && ScopeCreation.CallOf(call, symbols) is not null && symbols.IsContext(call.TargetMethod.ContainingType));

    private static bool LeavesAfter(ILoopOperation loop, ITryOperation guarded) =>
        loop.Body is IBlockOperation block
        && block.Operations.LastOrDefault() is { } last
        && last != guarded
        && IsLeaving(last is IExpressionStatementOperation statement ? statement.Operation : last);

    // catch (Exception e) { errors.Add(e); }, and behind the loop throw new AggregateException(errors): each is to have its turn, and nothing is swallowed.
    private static bool IsThrownAfter(ILoopOperation loop, ICatchClauseOperation clause)
    {
        if (clause.ExceptionDeclarationOrExpression is not IVariableDeclaratorOperation { Symbol: var exception })
        {
            return false;
        }

        var kept = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in Inside(clause.Handler))
        {
            if (operation is IInvocationOperation { TargetMethod.Name: "Add", Instance: { } list, Arguments: { Length: 1 } arguments }
                && ScopeCreation.VariableOf(ScopeCreation.Strip(arguments[0].Value)) is { } added
                && SymbolEqualityComparer.Default.Equals(added, exception)
                && ScopeCreation.VariableOf(List(list)) is { DeclaringSyntaxReferences: { Length: 1 } declared } variable
                && !loop.Syntax.Span.Contains(declared[0].Span))
            {
                kept.Add(variable);
            }
        }

        return kept.Count > 0 && FlowGraphs.RootOf(loop).Descendants().Any(operation => operation is IThrowOperation { Exception: { } thrown }
            && operation.Syntax.SpanStart > loop.Syntax.Span.End
            && thrown.DescendantsAndSelf().Any(part => ScopeCreation.VariableOf(part) is { } used && kept.Contains(used)));
    }

    // (errors ??= []).Add(e)
    private static IOperation? List(IOperation list) => ScopeCreation.Strip(list) is ICoalesceAssignmentOperation made ? made.Target : ScopeCreation.Strip(list);

    private static bool IsLeaving(IOperation operation) => operation switch
    {
        IThrowOperation => true,
        IReturnOperation => operation.Kind != OperationKind.YieldReturn,
        IBranchOperation branch => branch.BranchKind is BranchKind.Break or BranchKind.GoTo,
        _ => false,
    };

    // Without recursion: a concatenation may be thousands deep.
    private static IEnumerable<IOperation> Inside(IOperation top)
    {
        var work = new Stack<IOperation>();
        work.Push(top);
        while (work.Count > 0)
        {
            var operation = work.Pop();
            yield return operation;
            foreach (var child in operation.ChildOperations)
            {
                if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
                {
                    work.Push(child);
                }
            }
        }
    }
}
