using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>PLB0017: a callback that is registered on a caller's context, and never taken off again.</summary>
internal sealed class LostRegistrationRule : ContextRule
{
    /// <summary>The property of a report on a callback that ends the task which is returned: it is needed for as long as that runs.</summary>
    internal const string IsOfPromise = nameof(IsOfPromise);

    private static readonly DiagnosticDescriptor _rule = Rule.Warning(
        "PLB0017",
        "A registration is lost",
        "The registration on '{0}' is never disposed: the callback outlives this method",
        "A callback stays registered, with all that it holds, until the context it is registered on ends, and runs then, however long the method is over. Keep the registration, and dispose it when the method is done.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols) =>
        actions.RegisterCallAction(method => IsRegister(method, symbols), (analysis, call) => Analyze(analysis, call, symbols));

    /// <summary>Whether a method registers a callback on a context or a token.</summary>
    internal static bool IsRegister(IMethodSymbol method, PlumblineSymbols symbols) =>
        method.Name is "Register" or "UnsafeRegister" && (symbols.IsContext(method.ContainingType) || symbols.IsToken(method.ContainingType));

    private static void Analyze(OperationAnalysisContext analysis, IInvocationOperation call, PlumblineSymbols symbols)
    {
        if (call.Instance is not { } instance || !IsDiscarded(call))
        {
            return;
        }

        var function = ContextSource.Function(call);
        var method = ContextSource.Method(function, analysis.ContainingSymbol);
        var isOfPromise = method is { IsAsync: false } && EndsReturnedTask(call, function);
        if (ContextSource.Origin(instance, symbols) is { } origin
            && LivesLonger(origin, function, method, symbols)
            && (IsRepeated(call, function) || method is { IsAsync: true } || isOfPromise)
            && !IsExempt(method, call, analysis))
        {
            var properties = isOfPromise ? ImmutableDictionary<string, string?>.Empty.Add(IsOfPromise, "") : null;
            analysis.ReportDiagnostic(Diagnostic.Create(_rule, call.Syntax.GetLocation(), properties, origin.Syntax.ToString()));
        }
    }

    private static bool IsDiscarded(IInvocationOperation call) => call.Parent is IExpressionStatementOperation
        || call.Parent is ISimpleAssignmentOperation { Target: IDiscardOperation, Parent: IExpressionStatementOperation }
        || VariableUses.IsUnread(call);

    // A parameter's context is the caller's, and a field's the object's: both are there when the method is not any more. One that a scope of this
    // very method gave ends with it. What a lambda is handed ends with the lambda, as far as anyone can tell.
    private static bool LivesLonger(IOperation origin, IOperation function, IMethodSymbol? method, PlumblineSymbols symbols) => origin switch
    {
        IParameterReferenceOperation { Parameter: var parameter } => method is { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction or MethodKind.ExplicitInterfaceImplementation }
            && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method)
            && !ContextSource.IsWritten(function, parameter),
        IFieldReferenceOperation field => symbols.IsContext(field.Type),
        IPropertyReferenceOperation property => symbols.IsContext(property.Type),
        _ => false,
    };

    // ctx.Register(() => source.TrySetCanceled()); return source.Task: the task ends, the callback stays. What is not async may well attach something else.
    private static bool EndsReturnedTask(IInvocationOperation call, IOperation function)
    {
        var sources = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in call.Arguments.SelectMany(static argument => argument.Value.DescendantsAndSelf()))
        {
            if (operation is ILocalReferenceOperation { Local: { Type.Name: "TaskCompletionSource" } source })
            {
                sources.Add(source);
            }
        }

        return sources.Count > 0 && function.Descendants().Any(operation =>
            operation is IPropertyReferenceOperation { Property.Name: "Task", Instance: ILocalReferenceOperation { Local: var source } } task
            && sources.Contains(source)
            && (task.Parent is IConversionOperation conversion ? conversion.Parent : task.Parent) is IReturnOperation);
    }

    private static bool IsRepeated(IOperation call, IOperation function)
    {
        for (var at = call; at is not null && at != function; at = at.Parent)
        {
            if (at is ILoopOperation)
            {
                return true;
            }
        }

        return false;
    }

    // A root runs once, and a request's handler ends with its context.
    private static bool IsExempt(IMethodSymbol? method, IOperation call, OperationAnalysisContext analysis)
    {
        var surroundings = Surroundings.Of(analysis.Compilation);
        return method is null
            || TestCode.IsTest(analysis.ContainingSymbol)
            || surroundings.IsRoot(analysis.ContainingSymbol)
            || (!IsRepeated(call, ContextSource.Function(call)) && surroundings.IsRequest(method, call));
    }
}
