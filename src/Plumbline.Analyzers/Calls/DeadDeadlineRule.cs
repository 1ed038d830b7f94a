using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>PLB0018: a constant time limit that is over at once, or that the one above it always forestalls.</summary>
internal sealed class DeadDeadlineRule : ContextRule
{
    private static readonly DiagnosticDescriptor _rule = Rule.Suggestion(
        "PLB0018",
        "A deadline means nothing",
        "The limit of {0} means nothing: {1}",
        "A limit of zero or less has passed before the work begins. A limit longer than the one it is derived from never comes: the earlier one ends the work first. Give the time that was meant.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        var blocks = actions.Compilation.GetTypeByMetadataName("Plumbline.Concurrency.ContextBlockExtensions");
        actions.RegisterCallAction(method => OrdinalOfLimit(method, symbols, blocks) is not null, (analysis, call) => Analyze(analysis, call, symbols, blocks));
    }

    private static void Analyze(OperationAnalysisContext analysis, IInvocationOperation call, PlumblineSymbols symbols, INamedTypeSymbol? blocks)
    {
        if (Limit(call, symbols, blocks) is not { } argument || ConstantTime.Read(argument) is not { } limit)
        {
            return;
        }

        var why = limit <= TimeSpan.Zero ? "it is over before the work begins"
            : call.TargetMethod.Name != "WithShield" && Above(call, symbols, blocks) is { } above && above < limit
                ? string.Format(CultureInfo.InvariantCulture, "the context it is derived from ends after {0}", above)
                : null;
        if (why is not null && !TestCode.IsTest(analysis.ContainingSymbol))
        {
            analysis.ReportDiagnostic(Diagnostic.Create(_rule, argument.Syntax.GetLocation(), limit.ToString("c", CultureInfo.InvariantCulture), why));
        }
    }

    // The argument that is a limit, of the calls that set one.
    private static IOperation? Limit(IInvocationOperation call, PlumblineSymbols symbols, INamedTypeSymbol? blocks) =>
        OrdinalOfLimit(call.TargetMethod, symbols, blocks) is { } ordinal ? ContextSource.Argument(call, ordinal) : null;

    private static int? OrdinalOfLimit(IMethodSymbol method, PlumblineSymbols symbols, INamedTypeSymbol? blocks) => method.Name switch
    {
        "WithTimeout" or "WithShield" when symbols.IsContext(method.ContainingType) => 0,
        "FailAfterAsync" or "MoveOnAfterAsync" when SymbolEqualityComparer.Default.Equals(method.ContainingType, blocks) => 1,
        _ => null,
    };

    // The constant limit of the context that this call derives from, where the same method gave it one.
    private static TimeSpan? Above(IInvocationOperation call, PlumblineSymbols symbols, INamedTypeSymbol? blocks)
    {
        var origin = ContextSource.Origin(ContextSource.Receiver(call), symbols);
        var maker = ContextSource.Variable(origin) switch
        {
            IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } lambda } parameter when !ContextSource.IsWritten(ContextSource.Function(call), parameter)
                => Block(call, lambda),
            IParameterSymbol parameter when !IsHandedOut(parameter, call) => null,
            { } variable => LastWriter(call, variable),
            null => null,
        };
        return maker is not null && Limit(maker, symbols, blocks) is { } limit ? ConstantTime.Read(limit) : null;
    }

    // The call that runs the lambda whose parameter the context is.
    private static IInvocationOperation? Block(IOperation inside, IMethodSymbol lambda)
    {
        for (var at = inside; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation function && SymbolEqualityComparer.Default.Equals(function.Symbol, lambda))
            {
                var outer = at.Parent;
                while (outer is IDelegateCreationOperation or IConversionOperation)
                {
                    outer = outer.Parent;
                }

                return outer is IArgumentOperation { Parent: IInvocationOperation run } ? run : null;
            }
        }

        return null;
    }

    // Mostly a limit is set on a parameter that nothing has written, which the text tells: who leaves more than one space behind `out` is not understood.
    private static bool IsHandedOut(IParameterSymbol parameter, IOperation inside) => Wording.Says(ContextSource.Function(inside).Syntax, $"out {parameter.Name}");

    // The last call before this one that wrote the variable. In doubt (a write in a branch, a lambda, an assignment) none: only where every write is
    // a statement of one block, and this call stands in a later one, however deep, does the order in the text tell which one was last.
    private static IInvocationOperation? LastWriter(IInvocationOperation call, ISymbol variable)
    {
        var function = ContextSource.Function(call);
        IOperation? block = null;
        IInvocationOperation? last = null;
        foreach (var operation in VariableUses.Within(variable, function))
        {
            var reference = operation.Parent is IDeclarationExpressionOperation declaration ? declaration : operation;
            if (reference.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Out, Parent: IInvocationOperation writer })
            {
                if (Statement(writer) is not { Parent: IBlockOperation around } || (block ??= around) != around)
                {
                    return null;
                }

                last = writer.Syntax.SpanStart < call.Syntax.SpanStart ? writer : last;
            }
            else if (ContextSource.IsWrite(reference))
            {
                return null;
            }
        }

        return last is not null && (variable is not ILocalSymbol || ((IBlockOperation)block!).Locals.Contains(variable, SymbolEqualityComparer.Default)) && ContextSource.Function(last) == function && IsIn(call, block!) ? last : null;
    }

    private static bool IsIn(IOperation operation, IOperation block)
    {
        for (var at = operation.Parent; at is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); at = at.Parent)
        {
            if (at == block)
            {
                return true;
            }
        }

        return false;
    }

    // The using declaration or plain statement that an operation is the whole of; null inside of anything that branches.
    private static IOperation? Statement(IOperation operation)
    {
        for (var at = operation; at.Parent is { } parent; at = parent)
        {
            if (parent is IBlockOperation)
            {
                return at is IUsingDeclarationOperation or IVariableDeclarationGroupOperation or IExpressionStatementOperation or IReturnOperation ? at : null;
            }

            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation or IConditionalOperation or ISwitchExpressionArmOperation or IBinaryOperation or ICoalesceOperation)
            {
                return null;
            }
        }

        return null;
    }
}
