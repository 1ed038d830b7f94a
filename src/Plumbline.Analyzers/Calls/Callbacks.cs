using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers.Calls;

/// <summary>Knows lambdas that are run by an event, a timer, the thread pool, a queue, a <c>Task.Run</c> that nobody waits for or the end of a context, or make what later callers share, and so under no context of a caller's.</summary>
internal static class Callbacks
{
    /// <summary>Whether a node stands in such a lambda, or is itself what is run.</summary>
    internal static bool Runs(SemanticModel model, SyntaxNode node, CancellationToken token)
    {
        for (var current = node; current is not (null or LocalFunctionStatementSyntax or MemberDeclarationSyntax); current = current.Parent)
        {
            if (current is AnonymousFunctionExpressionSyntax or SimpleNameSyntax or MemberAccessExpressionSyntax && IsCallback(model, current, token))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCallback(SemanticModel model, SyntaxNode function, CancellationToken token) => function.Parent switch
    {
        CastExpressionSyntax or ParenthesizedExpressionSyntax => IsCallback(model, function.Parent, token),
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } handler => handler.Right == function && model.GetSymbolInfo(handler.Left, token).Symbol is IEventSymbol,
        ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } } => IsRunner(model, call, token),
        ArgumentSyntax { Parent: ArgumentListSyntax { Parent: BaseObjectCreationExpressionSyntax creation } } => model.GetTypeInfo(creation, token).Type is { Name: "Timer" or "Thread", ContainingNamespace.Name: "Threading" } or { Name: "Lazy", ContainingNamespace.Name: "System" },
        _ => false,
    };

    private static bool IsRunner(SemanticModel model, InvocationExpressionSyntax call, CancellationToken token) =>
        model.GetSymbolInfo(call, token).Symbol is IMethodSymbol { ContainingType.Name: var type, Name: var name }
        && name switch
        {
            "Register" or "UnsafeRegister" or "GetOrAdd" => true,
            "Run" or "StartNew" when type is "Task" or "TaskFactory" => model.GetOperation(call, token) is { } started && CallSite.IsDropped(started),
            _ => type is "ThreadPool" || (IsQueue(name) && model.GetOperation(call, token) is { Parent: IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation } }),
        };

    // queue.Enqueue(() => SaveAsync()); whoever empties it has no caller of this one.
    private static bool IsQueue(string name) => name.StartsWith("Enqueue", StringComparison.Ordinal) || name.StartsWith("Queue", StringComparison.Ordinal) || name is "Post" or "PostAsync" || name.StartsWith("Schedule", StringComparison.Ordinal);
}
