using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>Which method could take a context as a parameter, so that what is inside need not start one.</summary>
internal static class ContextTakers
{
    /// <summary>The method around a node whose callers could hand a context in; null where nobody could, or where contexts begin.</summary>
    internal static IMethodSymbol? For(SemanticModel model, SyntaxNode at, CallSymbols known, CancellationToken token)
    {
        for (var node = at; node is not null; node = node.Parent)
        {
            switch (node)
            {
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax when !InPlaceFunctions.RunsInPlace(model, node, token):
                    return null;
                case MethodDeclarationSyntax:
                    return model.GetDeclaredSymbol(node, token) is IMethodSymbol method && CanTake(method, known, model, token) ? method : null;
                case GlobalStatementSyntax or AccessorDeclarationSyntax:
                case MemberDeclarationSyntax:
                    return null;
                default:
                    break;
            }
        }

        return null;
    }

    private static bool CanTake(IMethodSymbol method, CallSymbols known, SemanticModel model, CancellationToken token) =>
        method is { MethodKind: MethodKind.Ordinary, IsOverride: false, IsExtern: false, PartialDefinitionPart: null, PartialImplementationPart: null }
        && !IsEntry(method)
        && !known.IsTest(method.ContainingType)
        && !IsRoot(method, known)
        && !IsRunByFramework(method)
        && !HasContextOverload(method, known)
        && !Cleanup.Is(method)
        && !IsCalledWithoutContext(method, model, token)
        && !method.ImplementsInterface();

    // Main, what the language asks for by name, and what a host's start-up class is asked for.
    private static bool IsEntry(IMethodSymbol method) =>
        (method.IsStatic && method.Name is "Main") || method.Name is "GetAwaiter" or "GetEnumerator" or "Configure" or "ConfigureServices" or "CreateHostBuilder" or "CreateWebHostBuilder";

    private static bool IsRoot(IMethodSymbol method, CallSymbols known)
    {
        for (ISymbol? symbol = method; symbol is IMethodSymbol or INamedTypeSymbol; symbol = symbol.ContainingType)
        {
            foreach (var attribute in symbol.GetAttributes())
            {
                if (CallSymbols.Is(attribute.AttributeClass, known.Plumbline.ContextRootAttribute))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Event handlers, actions, hubs, components, what an attribute hands to a framework: their parameters are not ours to choose.
    private static bool IsRunByFramework(IMethodSymbol method)
    {
        if (method is { ReturnsVoid: true, IsAsync: true } || IsBeginOfPair(method))
        {
            return true;
        }

        foreach (var parameter in method.Parameters)
        {
            if (parameter.Type.Name is "HttpContext" || parameter.Type.Name.EndsWith("EventArgs", StringComparison.Ordinal))
            {
                return true;
            }
        }

        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass is { } type
                && (type.Name is "ModuleInitializerAttribute" or "UnmanagedCallersOnlyAttribute" || !IsIn(type, "System")))
            {
                return true;
            }
        }

        for (var type = method.ContainingType.BaseType; type is not null; type = type.BaseType)
        {
            if (IsIn(type, "Microsoft"))
            {
                return true;
            }
        }

        return false;
    }

    // BeginSave(AsyncCallback, object) of the old pattern, which comes with EndSave.
    private static bool IsBeginOfPair(IMethodSymbol method) =>
        method.ReturnType.Name is "IAsyncResult" && method.Parameters.Any(static parameter => parameter.Type.Name is "AsyncCallback");

    private static bool IsIn(INamedTypeSymbol type, string root)
    {
        var current = type.ContainingNamespace;
        while (current is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
        {
            current = current.ContainingNamespace;
        }

        return current?.Name == root;
    }

    // A convenience beside the method that takes one: its callers have the choice.
    private static bool HasContextOverload(IMethodSymbol method, CallSymbols known)
    {
        foreach (var member in method.ContainingType.GetMembers(method.Name))
        {
            if (member is IMethodSymbol other && other.Parameters.Any(parameter => known.Plumbline.IsContext(parameter.Type)))
            {
                return true;
            }
        }

        return false;
    }

    // A private method that is called only where something is cleaned up is a part of that.
    // One that is only started and left, or run by a callback, has nobody who could hand a context in.
    private static bool IsCalledWithoutContext(IMethodSymbol method, SemanticModel model, CancellationToken token)
    {
        if (method.DeclaredAccessibility != Accessibility.Private || method.ContainingType.DeclaringSyntaxReferences.Length != 1)
        {
            return false;
        }

        var uses = method.ContainingType.DeclaringSyntaxReferences[0].GetSyntax(token).DescendantNodes().OfType<SimpleNameSyntax>().Where(name => name.Identifier.ValueText == method.Name).ToList();
        return uses.Count > 0 && uses.TrueForAll(use => Cleanup.IsAround(use) || Callbacks.Runs(model, use, token) || IsLeft(model, use, token));
    }

    private static bool IsLeft(SemanticModel model, SimpleNameSyntax use, CancellationToken token)
    {
        SyntaxNode name = use.Parent is MemberAccessExpressionSyntax member && member.Name == use ? member : use;
        return name.Parent is InvocationExpressionSyntax call && call.Expression == name && model.GetOperation(call, token) is IInvocationOperation operation && CallSite.IsDropped(operation);
    }
}
