using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>PLB0021: a context that an API takes for an ordinary object.</summary>
internal sealed class ContextAsObjectRule : ContextRule
{
    private static readonly DiagnosticDescriptor _rule = Rule.Warning(
        "PLB0021",
        "A context is passed as an object",
        "'{0}' takes the context for an object and not for a token: pass '{1}.Token'",
        "A Context becomes a token only where a token is asked for. A parameter of type object, params object[] or a type parameter takes it as it is: as a key, as a value, and the call cannot be stopped.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        var known = CallSymbols.For(actions.Compilation, symbols);
        actions.RegisterCallAction(static method => TakesAnything(method), (action, call) => Invocation(action, call, known));
    }

    private static bool TakesAnything(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (ItemOf(parameter.Type) is { SpecialType: SpecialType.System_Object } or ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method })
            {
                return true;
            }
        }

        return false;
    }

    private static ITypeSymbol ItemOf(ITypeSymbol type) => type is IArrayTypeSymbol array ? array.ElementType : type;

    private static void Invocation(OperationAnalysisContext action, IInvocationOperation call, CallSymbols known)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter
                && ContextIn(argument, known.Plumbline) is { } context
                && Expects(parameter, call, known.Plumbline)
                && !IsMeant(call.TargetMethod, known))
            {
                action.ReportDiagnostic(Diagnostic.Create(
                    _rule, context.Syntax.GetLocation(), Edit(call, context, known.Plumbline), call.TargetMethod.Name, context.Syntax.ToString()));
            }
        }
    }

    private static IOperation? ContextIn(IArgumentOperation argument, PlumblineSymbols symbols) => argument.ArgumentKind switch
    {
        ArgumentKind.ParamArray or ArgumentKind.ParamCollection => ContextAmong(argument.Value, symbols, areParams: true),
        ArgumentKind.Explicit => Boxed(argument.Value, symbols) ?? ContextAmong(argument.Value, symbols) ?? ContextBehind(argument.Value, symbols),
        _ => null,
    };

    // The elements of an array or a collection that is written here.
    private static IOperation? ContextAmong(IOperation value, PlumblineSymbols symbols, bool areParams = false)
    {
        var elements = ScopeCreation.Strip(value) switch
        {
            IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
            ICollectionExpressionOperation collection => collection.Elements,
            _ => [],
        };
        foreach (var element in elements)
        {
            // An array of contexts is meant.
            if ((areParams || element is IConversionOperation { Type.SpecialType: SpecialType.System_Object }) && Boxed(element, symbols) is { } context)
            {
                return context;
            }
        }

        return null;
    }

    // object key = ctx; table.FindAsync(key): a variable that is set once, where it is declared.
    private static IOperation? ContextBehind(IOperation value, PlumblineSymbols symbols) =>
        value is ILocalReferenceOperation { Local: { Type: { SpecialType: SpecialType.System_Object } or IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Object } } local }
        && ContextSource.Initializer(local, value) is { } initializer
        && (Boxed(initializer, symbols) ?? ContextAmong(initializer, symbols)) is { } context
        && !ContextSource.IsWritten(FlowGraphs.RootOf(value), local)
            ? context
            : null;

    // Implicitly only: who writes (object)ctx means it.
    private static IOperation? Boxed(IOperation value, PlumblineSymbols symbols) => value switch
    {
        IConversionOperation { IsImplicit: true, Operand: { } operand } when symbols.IsContext(operand.Type) && !symbols.IsToken(value.Type) => operand,
        IConversionOperation => null,
        _ => symbols.IsContext(value.Type) ? value : null,
    };

    // An object, or a type parameter that nothing but the argument decides; of a call that could have been stopped.
    private static bool Expects(IParameterSymbol parameter, IInvocationOperation call, PlumblineSymbols symbols)
    {
        var type = ItemOf(parameter.OriginalDefinition.Type);
        return (type.SpecialType == SpecialType.System_Object || IsInferred(type, call)) && CouldBeStopped(call.TargetMethod, symbols);
    }

    private static bool IsInferred(ITypeSymbol type, IInvocationOperation call)
    {
        var method = call.TargetMethod.OriginalDefinition;
        if (type is not ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method } parameter
            || method.DeclaringSyntaxReferences.Length > 0
            || call.Syntax is not InvocationExpressionSyntax invocation
            || invocation.Expression is GenericNameSyntax or MemberAccessExpressionSyntax { Name: GenericNameSyntax })
        {
            return false;
        }

        return method.Parameters.Count(other => Contains(other.Type, parameter)) == 1 && !Contains(method.ReturnType, parameter);
    }

    private static bool Contains(ITypeSymbol type, ITypeParameterSymbol parameter) => type switch
    {
        ITypeParameterSymbol other => other.Ordinal == parameter.Ordinal && other.TypeParameterKind == parameter.TypeParameterKind,
        IArrayTypeSymbol array => Contains(array.ElementType, parameter),
        INamedTypeSymbol named => named.TypeArguments.Any(argument => Contains(argument, parameter)),
        _ => false,
    };

    private static bool CouldBeStopped(IMethodSymbol method, PlumblineSymbols symbols) =>
        CallSite.IsTaskLike(method.ReturnType)
        || CallSymbols.Is(method.ReturnType, symbols.AsyncEnumerableOfT)
        || method.ContainingType.GetMembers(method.Name).Any(
            member => member is IMethodSymbol other && other.Parameters.Any(parameter => symbols.IsToken(parameter.Type)));

    // State handed to a callback, assertions, logs, our own calls.
    private static bool IsMeant(IMethodSymbol method, CallSymbols known)
    {
        var space = method.ContainingNamespace.ToDisplayString();
        return method.ContainingAssembly.Name.StartsWith("Plumbline", StringComparison.Ordinal)
            || method.Parameters.Any(static parameter => parameter.Type.TypeKind == TypeKind.Delegate)
            || method.ContainingType.Name.Contains("Assert")
            || known.IsTestAssembly
            || method.Name is "Equals" or "ReferenceEquals" or "FromResult"
            || method.Name.StartsWith("Log", StringComparison.Ordinal)
            || (method.Name.StartsWith("Write", StringComparison.Ordinal) && space.StartsWith("System", StringComparison.Ordinal))
            || space.StartsWith("Microsoft.Extensions.Logging", StringComparison.Ordinal)
            || space.StartsWith("Xunit", StringComparison.Ordinal);
    }

    // ctx.Token helps only where a token is asked for then; with params the values before it have to become one array for that.
    private static ImmutableDictionary<string, string?> Edit(IInvocationOperation call, IOperation context, PlumblineSymbols symbols)
    {
        if (call.Syntax is InvocationExpressionSyntax { ArgumentList: { } list } invocation
            && list.Arguments.FirstOrDefault(argument => argument.Expression == context.Syntax) is { NameColon: null } argument)
        {
            var token = argument.WithExpression(SyntaxFactory.ParseExpression(context.Syntax + ".Token"));
            if (TakesToken(call, invocation.WithArgumentList(list.ReplaceNode(argument, token)), symbols))
            {
                return CallEdit.Properties("token", context.Syntax.ToString());
            }

            if (list.Arguments.IndexOf(argument) == list.Arguments.Count - 1 && list.Arguments.Count > 1
                && TakesToken(call, invocation.WithArgumentList(AsArray(list, token)), symbols))
            {
                return CallEdit.Properties("array", context.Syntax.ToString());
            }
        }

        return CallEdit.Properties("", context.Syntax.ToString());
    }

    /// <summary>The arguments of a call as one collection, and its token after it.</summary>
    internal static ArgumentListSyntax AsArray(ArgumentListSyntax list, ArgumentSyntax token)
    {
        var values = string.Join(", ", list.Arguments.Take(list.Arguments.Count - 1).Select(static argument => argument.ToString()));
        var array = SyntaxFactory.Argument(SyntaxFactory.ParseExpression($"[{values}]"));
        return list.WithArguments(SyntaxFactory.SeparatedList<ArgumentSyntax>(new SyntaxNodeOrTokenList(array, list.Arguments.GetSeparators().Last(), token)));
    }

    private static bool TakesToken(IInvocationOperation call, InvocationExpressionSyntax rewritten, PlumblineSymbols symbols) =>
        call.SemanticModel!.GetSpeculativeSymbolInfo(call.Syntax.SpanStart, rewritten, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol { Parameters: { Length: > 0 } parameters }
        && symbols.IsToken(parameters[parameters.Length - 1].Type);
}
