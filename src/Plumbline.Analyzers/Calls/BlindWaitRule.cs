using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>PLB0011: a wait that does not look at the context.</summary>
internal sealed class BlindWaitRule : ContextRule
{
    private static readonly DiagnosticDescriptor _rule = Rule.Warning(
        "PLB0011",
        "A wait does not see the context",
        "'{0}' waits on when '{1}' is done: use the form that takes it",
        "A delay, a semaphore, a channel or a task waited for without the context keeps the caller waiting after it has given up. Use the form that takes the context or its token.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        var known = CallSymbols.For(actions.Compilation, symbols);
        actions.RegisterCallAction(method => BlindWaits.IsWait(method, known), (action, call) => Invocation(action, call, known));
        actions.RegisterOperationAction(action => Result(action, (IPropertyReferenceOperation)action.Operation, known), OperationKind.PropertyReference);
    }

    private static void Invocation(OperationAnalysisContext action, IInvocationOperation call, CallSymbols known)
    {
        if (BlindWaits.KindOf(call.TargetMethod, known) is not { } kind || BlindWaits.IsZero(call) || CallSite.GivesContext(call, known.Plumbline))
        {
            return;
        }

        var counts = kind switch
        {
            WaitKind.Delay or WaitKind.SemaphoreAsync or WaitKind.Channel => CallSite.IsWaitedFor(call) && !CallSite.IsBoundOutside(call, known.Plumbline),
            WaitKind.Task => call.Instance is { } task && IsUnfinished(task, known),
            _ => true,
        };

        // A token that says nothing, given in so many words, is PLB0004's.
        if (counts && !call.Arguments.Any(argument => DroppedContext.IsGivenNothing(argument, known.Plumbline))
            && DroppedContext.ContextFor(call, known.Plumbline, action.CancellationToken, isPause: kind is WaitKind.Delay or WaitKind.Sleep) is { } context)
        {
            action.ReportDiagnostic(Diagnostic.Create(_rule, CallSite.NameOf(call.Syntax), Edit(call, kind, context, known), call.TargetMethod.Name, context));
        }
    }

    private static void Result(OperationAnalysisContext action, IPropertyReferenceOperation property, CallSymbols known)
    {
        if (property is { Property.Name: "Result", Instance: { } task }
            && CallSymbols.Is(property.Property.ContainingType, known.Plumbline.TaskOfT)
            && IsUnfinished(task, known)
            && DroppedContext.ContextFor(property, known.Plumbline, action.CancellationToken) is { } context)
        {
            var edit = known.ContextWaits is { } waits ? WaitEdit("result", property, context, waits) : CallEdit.Properties("", context);
            action.ReportDiagnostic(Diagnostic.Create(_rule, CallSite.NameOf(property.Syntax), edit, "Result", context));
        }
    }

    private static ImmutableDictionary<string, string?> Edit(IInvocationOperation call, WaitKind kind, string context, CallSymbols known)
    {
        var isStatement = call.Parent is IExpressionStatementOperation;
        switch (kind)
        {
            case WaitKind.Sleep:
                return CallEdit.Properties("sleep", context).Add("await", CallSite.CanAwait(call.Syntax) ? "1" : null);
            case WaitKind.Task when call.TargetMethod.Parameters.Length == 0 && isStatement && CallSite.CanAwait(call.Syntax) && known.ContextWaits is { } waits:
                return WaitEdit("wait", call, context, waits);
            case WaitKind.Handle when isStatement && CallEdit.IsMemberCall(call) && known.ContextWaits is { } waits && call.Instance?.Type?.Name is not ("Mutex" or "WaitHandle"):
                return WaitEdit("wait", call, context, waits);
            case WaitKind.Handle:
                // A mutex belongs to its thread, and what a wait for a handle returns is not what ours does.
                return CallEdit.Properties("", context);
            case WaitKind.Channel when CallEdit.IsMemberCall(call) && known.FormOf(call.TargetMethod) is { } form:
                return CallEdit.ToForm(context, call, form);
            default:
                return CallEdit.InsertAt(context, Written(call.TargetMethod, known), "cancellationToken");
        }
    }

    private static ImmutableDictionary<string, string?> WaitEdit(string kind, IOperation at, string context, INamedTypeSymbol waits) =>
        CallEdit.Properties(kind, context)
            .Add("await", CallSite.CanAwait(at.Syntax) ? "1" : null)
            .Add(CallEdit.Using, CallEdit.NamespaceToImport(at, waits.GetMembers("WaitAsync").OfType<IMethodSymbol>().First()));

    // The token comes last in each of these overloads.
    private static int Written(IMethodSymbol method, CallSymbols known) => method.Parameters.Count(parameter => !known.Plumbline.IsToken(parameter.Type));

    // Certainly not complete yet: made on the spot, or by a call whose result is looked at here only.
    private static bool IsUnfinished(IOperation task, CallSymbols known)
    {
        if (task is ILocalReferenceOperation { Local: { DeclaringSyntaxReferences.Length: 1 } local }
            && local.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: InvocationExpressionSyntax made } declarator
            && HttpCalls.Body(declarator) is { } body
            && body.DescendantNodes().Count(node => node is IdentifierNameSyntax name && name.Identifier.ValueText == local.Name) == 1)
        {
            task = task.SemanticModel!.GetOperation(made)!;
        }

        return task is IInvocationOperation call
            && !(CallSymbols.Is(call.TargetMethod.ContainingType, known.Plumbline.Task) && call.TargetMethod.Name.StartsWith("From", StringComparison.Ordinal))
            && !CallSite.Mentions(call, known.Plumbline);
    }
}
