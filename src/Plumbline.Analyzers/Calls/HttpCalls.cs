using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers.Calls;

/// <summary>Calls on <c>HttpClient</c>, and the contexts that reach them otherwise than by an argument.</summary>
internal static class HttpCalls
{
    /// <summary>Whether a method sends a request through an <c>HttpClient</c>, as an instance or extension method.</summary>
    internal static bool IsRequest(IMethodSymbol method, CallSymbols known)
    {
        var receiver = method.IsExtensionMethod ? (method.ReducedFrom ?? method).Parameters[0].Type : method.ContainingType;
        return CallSymbols.Is(receiver, known.HttpClient)
            && (method.Name.EndsWith("Async", StringComparison.Ordinal) || method.Name is "Send" or "GetFromJsonAsAsyncEnumerable");
    }

    /// <summary>Whether a definition may be made into such a method: <c>this T client</c> may be an <c>HttpClient</c>.</summary>
    internal static bool MayBeRequest(IMethodSymbol definition, CallSymbols known) =>
        IsRequest(definition, known) || definition is { IsExtensionMethod: true, Parameters: { Length: > 0 } parameters } && parameters[0].Type is ITypeParameterSymbol;

    /// <summary>Whether a context bounds the call already: the request carries one, or the body is that of a context-first call.</summary>
    internal static bool IsBound(IInvocationOperation call, CallSymbols known)
    {
        if (IsRequest(call.TargetMethod, known))
        {
            return call.TargetMethod.Name is "Send" or "SendAsync" && CarriesContext(call);
        }

        return call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: { } receiver } }
            && ComesFromContextFirstCall(receiver, call.SemanticModel!, depth: 0);
    }

    /// <summary>Whether a method reads the body of a response.</summary>
    internal static bool IsContent(IMethodSymbol method, CallSymbols known)
    {
        var receiver = method.IsExtensionMethod ? (method.ReducedFrom ?? method).Parameters[0].Type : method.ContainingType;
        return CallSymbols.DerivesFrom(receiver, known.HttpContent);
    }

    // A request made elsewhere, or one that WithContext is called on in the same method, may carry a context.
    private static bool CarriesContext(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type.Name is "HttpRequestMessage" && argument.Value is not (IObjectCreationOperation or ILocalReferenceOperation))
            {
                return true;
            }
        }

        return Body(call.Syntax) is { } body && MentionsWithContext(body);
    }

    private static bool MentionsWithContext(SyntaxNode body)
    {
        foreach (var node in body.DescendantNodes())
        {
            if (node is IdentifierNameSyntax { Identifier.ValueText: "WithContext" })
            {
                return true;
            }
        }

        return false;
    }

    // A response of ours, its content, a stream of that, a reader over the stream: the context bounds the reading.
    private static bool ComesFromContextFirstCall(ExpressionSyntax expression, SemanticModel model, int depth)
    {
        if (depth > 8)
        {
            return false;
        }

        switch (Awaited(expression))
        {
            case ParenthesizedExpressionSyntax inner:
                return ComesFromContextFirstCall(inner.Expression, model, depth + 1);
            case MemberAccessExpressionSyntax member:
                return ComesFromContextFirstCall(member.Expression, model, depth + 1);
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } call:
                return model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingAssembly.Name: "Plumbline.Http" }
                    || ComesFromContextFirstCall(called.Expression, model, depth + 1);
            case ObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments }:
                return ComesFromContextFirstCall(arguments[0].Expression, model, depth + 1);
            case IdentifierNameSyntax name:
                return model.GetSymbolInfo(name).Symbol is ILocalSymbol { DeclaringSyntaxReferences.Length: 1 } local
                    && local.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } made }
                    && ComesFromContextFirstCall(made, model, depth + 1);
            default:
                return false;
        }
    }

    private static ExpressionSyntax Awaited(ExpressionSyntax expression)
    {
        var awaited = (expression as AwaitExpressionSyntax)?.Expression ?? expression;
        return awaited is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } configured }
            ? configured.Expression
            : awaited;
    }

    /// <summary>The member a node stands in, or all top-level statements.</summary>
    internal static SyntaxNode? Body(SyntaxNode node) => node.FirstAncestorOrSelf<SyntaxNode>(
        static ancestor => ancestor is CompilationUnitSyntax or (MemberDeclarationSyntax and not GlobalStatementSyntax));
}
