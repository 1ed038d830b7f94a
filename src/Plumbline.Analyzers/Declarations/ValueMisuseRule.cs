using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Declarations;

/// <summary>PLB0016: a key of context values that is made anew, shares its name, or is named like a credential; a value that is added to nothing.</summary>
internal sealed class ValueMisuseRule : ContextRule
{
    private static readonly DiagnosticDescriptor _rule = Rule.Suggestion(
        "PLB0016",
        "A context's value is misused",
        "{0}",
        "A key is compared by reference: it is one 'static readonly' field, or nobody can read back what was stored. Its name is what people read in messages, so it is given once. A context goes to every callee: credentials do not belong into it.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        if (symbols.ContextKeyOfT is not { } keyType)
        {
            return;
        }

        var names = new ConcurrentDictionary<string, FirstOfName>(StringComparer.Ordinal);
        var entryPoint = new Lazy<IMethodSymbol?>(() => actions.Compilation.GetEntryPoint(CancellationToken.None));
        actions.RegisterOperationAction(
            call =>
            {
                var creation = (IObjectCreationOperation)call.Operation;
                if (SymbolEqualityComparer.Default.Equals(creation.Type?.OriginalDefinition, keyType)
                    && !TestCode.IsTest(call.ContainingSymbol as INamedTypeSymbol ?? call.ContainingSymbol.ContainingType))
                {
                    Check(call, creation, names, entryPoint, symbols);
                }
            },
            OperationKind.ObjectCreation);
        actions.RegisterOperationAction(
            call =>
            {
                if (call.Operation is IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod.Name: "WithValue", Instance: { } instance } layer }
                    && symbols.IsContext(layer.TargetMethod.ContainingType)
                    && !TestCode.IsTest(call.ContainingSymbol))
                {
                    Report(call.ReportDiagnostic, layer.Syntax, $"'{instance.Syntax}' does not change, and the context that has the value is dropped: keep what 'WithValue' returns");
                }
            },
            OperationKind.ExpressionStatement);
    }

    private static void Check(
        OperationAnalysisContext call,
        IObjectCreationOperation creation,
        ConcurrentDictionary<string, FirstOfName> names,
        Lazy<IMethodSymbol?> entryPoint,
        PlumblineSymbols symbols)
    {
        var name = creation.Arguments.FirstOrDefault(static argument => argument.Parameter?.Ordinal == 0)?.Value.ConstantValue is { HasValue: true, Value: string text } ? text : null;
        if (IsMadeAnew(creation, call.ContainingSymbol, entryPoint, symbols))
        {
            Report(call.ReportDiagnostic, creation.Syntax, "A key made here is another one each time: keep it in a 'static readonly' field");
            return;
        }

        if (name is null)
        {
            return;
        }

        if (CredentialName.Is(name))
        {
            Report(call.ReportDiagnostic, creation.Syntax, $"'{name}' names a credential, which a context would hand to every callee: pass it to the one that needs it");
        }

        var first = names.GetOrAdd(name, _ => new FirstOfName(creation.Syntax));
        if (first.Syntax != creation.Syntax)
        {
            // Whichever of them came first: all of one name are reported, so that the result does not hang on the order of threads.
            var message = $"Another key is named '{name}' too: give each its own name";
            Report(call.ReportDiagnostic, creation.Syntax, message);
            if (first.TryClaim())
            {
                Report(call.ReportDiagnostic, first.Syntax, message);
            }
        }
    }

    private static void Report(Action<Diagnostic> report, SyntaxNode syntax, string message) => report(Diagnostic.Create(_rule, syntax.GetLocation(), message));

    // Only what is certainly lost or made again: a factory's or a cache's key is kept by whoever gets it.
    private static bool IsMadeAnew(IOperation creation, ISymbol container, Lazy<IMethodSymbol?> entryPoint, PlumblineSymbols symbols)
    {
        var value = creation;
        while (value.Parent is IConversionOperation or IParenthesizedOperation or ICoalesceOperation or IConditionalOperation or ISwitchExpressionArmOperation or ISwitchExpressionOperation)
        {
            value = value.Parent;
        }

        return value.Parent switch
        {
            IFieldInitializerOperation initializer => !initializer.InitializedFields.All(static field => field is { IsStatic: true, IsReadOnly: true }),
            IPropertyInitializerOperation initializer => !initializer.InitializedProperties.All(static property => property is { IsStatic: true, SetMethod: null }),
            IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true } } assignment =>
                !((IMemberReferenceOperation)assignment.Target).Member.IsStatic && assignment.Parent is not IObjectOrCollectionInitializerOperation,
            IArgumentOperation argument => IsOfContext(argument, symbols),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } =>
                !SymbolEqualityComparer.Default.Equals(container, entryPoint.Value) && IsForContextsOnly(value, local, symbols),
            IReturnOperation => container is IMethodSymbol { MethodKind: MethodKind.PropertyGet } && !IsInFunction(value),
            _ => false,
        };
    }

    private static bool IsOfContext(IArgumentOperation argument, PlumblineSymbols symbols) =>
        argument.Parent is IInvocationOperation { TargetMethod.ContainingType: var type } && symbols.IsContext(type);

    private static bool IsForContextsOnly(IOperation value, ILocalSymbol local, PlumblineSymbols symbols)
    {
        var root = value;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        return root.Descendants().OfType<ILocalReferenceOperation>().Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, local))
            .All(reference => reference.Parent is IArgumentOperation argument && IsOfContext(argument, symbols));
    }

    private static bool IsInFunction(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    private sealed class FirstOfName(SyntaxNode syntax)
    {
        private int _claimed;

        internal SyntaxNode Syntax { get; } = syntax;

        internal bool TryClaim() => Interlocked.Exchange(ref _claimed, 1) == 0;
    }
}
