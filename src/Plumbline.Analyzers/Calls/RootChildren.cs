using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers.Calls;

/// <summary>What the context is for that a method derives from <c>Context.Background</c>: whether it is its caller's work at all.</summary>
internal static class RootChildren
{
    /// <summary>Whether the context is put away for others, or returned: <c>Context.Background.WithCancel(out _ctx)</c>. How long those live is what is made here.</summary>
    internal static bool AreKept(IOperation background, CancellationToken token) =>
        ChildOf(background, "WithCancel") is { } child && LocalContexts.IsKept(child, background.SemanticModel!, token);

    /// <summary>Whether all that the scope ends is the timer of a race: <c>await Task.WhenAny(work, Task.Delay(limit, timer))</c>. A caller's end would look like the limit.</summary>
    internal static bool AreTimers(IOperation background) => AreAll(background, "WithCancel", static call =>
        call is
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Delay", Expression: IdentifierNameSyntax { Identifier.ValueText: "Task" } },
            Parent: not (AwaitExpressionSyntax or MemberAccessExpressionSyntax),
        });

    /// <summary>Whether all that is done under the context ends something, and has this limit of its own: <c>await server.StopAsync(limit)</c>.</summary>
    internal static bool AreForEnding(IOperation background) => AreAll(background, "WithTimeout", static call => CalleeOf(call) is { } callee && Cleanup.Ends(callee.Identifier.ValueText));

    private static bool AreAll(IOperation background, string derivation, Predicate<InvocationExpressionSyntax> isSuch)
    {
        if (ChildOf(background, derivation) is not { } child)
        {
            return false;
        }

        var uses = (HttpCalls.Body(child)?.DescendantNodes() ?? []).OfType<IdentifierNameSyntax>().Where(use => use.Identifier.ValueText == child.Identifier.ValueText).ToList();
        return uses.Count > 0 && uses.TrueForAll(use =>
            (use.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Token" } bare ? bare : (SyntaxNode)use).Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } && isSuch(call));
    }

    private static SimpleNameSyntax? CalleeOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name,
        MemberBindingExpressionSyntax member => member.Name,
        SimpleNameSyntax name => name,
        _ => null,
    };

    // The ctx of Context.Background.WithCancel(out var ctx).
    private static SingleVariableDesignationSyntax? ChildOf(IOperation background, string derivation) => background.Parent is IInvocationOperation { TargetMethod.Name: var name } derived && name == derivation
        ? derived.Syntax.DescendantNodes().OfType<SingleVariableDesignationSyntax>().FirstOrDefault()
        : null;
}
