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

    /// <summary>Whether a context bounds the call already: the request carries one, or the body is that of a context-first call.</summary>
    internal static bool IsBound(IInvocationOperation call, CallSymbols known)
    {
        if (IsRequest(call.TargetMethod, known))
        {
            return call.TargetMethod.Name is "Send" or "SendAsync" && CarriesContext(call);
        }

        return IsContent(call.TargetMethod, known) && IsBodyOfContextFirstCall(call);
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

    private static bool IsBodyOfContextFirstCall(IInvocationOperation call)
    {
        var receiver = call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        while (receiver is IPropertyReferenceOperation property)
        {
            receiver = property.Instance;
        }

        if (receiver is not ILocalReferenceOperation { Local: { DeclaringSyntaxReferences.Length: 1 } local })
        {
            return false;
        }

        return local.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } made }
            && call.SemanticModel!.GetSymbolInfo(Awaited(made)).Symbol is IMethodSymbol { ContainingAssembly.Name: "Plumbline.Http" };
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
