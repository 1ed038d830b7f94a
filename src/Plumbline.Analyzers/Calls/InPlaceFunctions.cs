using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Plumbline.Analyzers.Scopes;

namespace Plumbline.Analyzers.Calls;

/// <summary>Tells which lambdas and local functions run while their method does, so that its context is theirs as well.</summary>
/// <remarks>
/// An event handler, a route or a registered callback is written inside a method and runs long after it: the method's context would be the wrong one there.
/// So only what is certain counts: LINQ, <c>Parallel</c>, collections' own loops, <c>Task.Run</c> that is awaited, and local functions that are only called.
/// </remarks>
internal static class InPlaceFunctions
{
    internal static bool RunsInPlace(SemanticModel model, SyntaxNode function, CancellationToken token) => function switch
    {
        _ when IsStatic(function) => false,
        AnonymousFunctionExpressionSyntax lambda => RunsInPlace(model, lambda, token),
        LocalFunctionStatementSyntax local => IsOnlyCalled(model, local, token),
        _ => false,
    };

    /// <summary>Whether a lambda or local function is <c>static</c>, and sees no variable of what is around it.</summary>
    internal static bool IsStatic(SyntaxNode function) => function switch
    {
        AnonymousFunctionExpressionSyntax lambda => lambda.Modifiers.Any(SyntaxKind.StaticKeyword),
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.StaticKeyword),
        _ => false,
    };

    private static bool RunsInPlace(SemanticModel model, AnonymousFunctionExpressionSyntax lambda, CancellationToken token)
    {
        if (lambda.Parent is not ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } }
            || model.GetSymbolInfo(call, token).Symbol is not IMethodSymbol method
            || method.ContainingType is not { } type)
        {
            return false;
        }

        return type.ContainingNamespace.ToDisplayString() switch
        {
            "System" => type.Name is "Array",
            "System.Collections.Generic" => type.Name is "List",
            "System.Linq" => type.Name is "Enumerable",
            "System.Threading.Tasks" => type.Name is "Parallel" || (type.Name is "Task" && method.Name is "Run" && IsAwaited(call)),
            _ => false,
        };
    }

    private static bool IsAwaited(InvocationExpressionSyntax call)
    {
        SyntaxNode task = call;
        if (call.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax configured })
        {
            task = configured;
        }

        return task.Parent is AwaitExpressionSyntax;
    }

    // By name: a use other than a call (a delegate made of it, a call whose task is dropped, one in a callback) may outlive the method.
    private static bool IsOnlyCalled(SemanticModel model, LocalFunctionStatementSyntax function, CancellationToken token)
    {
        var name = function.Identifier.ValueText;
        var scope = function.Parent is GlobalStatementSyntax { Parent: { } unit } ? unit : function.Parent!;
        foreach (var node in scope.DescendantNodes())
        {
            if (node is IdentifierNameSyntax used && used.Identifier.ValueText == name && !(IsPlainCall(used, function) && !IsInCallback(model, used, scope, token)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPlainCall(IdentifierNameSyntax used, LocalFunctionStatementSyntax function) => used.Parent is InvocationExpressionSyntax call
        ? call.Expression == used
            && call.Parent is not AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } }
            && (function.ReturnType is PredefinedTypeSyntax || !(call.Parent is ExpressionStatementSyntax || IsForgotten(call)))
        : used.Parent is MemberAccessExpressionSyntax member && member.Name == used;

    // LoadAsync().Ignore(); or Tasks.Forget(LoadAsync()); as a statement.
    private static bool IsForgotten(InvocationExpressionSyntax call)
    {
        var outer = call.Parent switch
        {
            MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax of } member when member.Expression == call => of,
            ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax with } } => with,
            _ => null,
        };
        return outer is { Parent: ExpressionStatementSyntax, Expression: var callee }
            && (callee is MemberAccessExpressionSyntax named ? named.Name : callee) is SimpleNameSyntax { Identifier.ValueText: var name }
            && BackgroundWork.SaysForgotten(name);
    }

    private static bool IsInCallback(SemanticModel model, SyntaxNode used, SyntaxNode scope, CancellationToken token)
    {
        for (var node = used.Parent; node is not null && node != scope; node = node.Parent)
        {
            if (node is AnonymousFunctionExpressionSyntax && !RunsInPlace(model, node, token))
            {
                return true;
            }
        }

        return false;
    }
}
