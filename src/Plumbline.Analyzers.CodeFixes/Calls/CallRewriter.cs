using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using Plumbline.Analyzers.Calls;

namespace Plumbline.Analyzers.CodeFixes.Calls;

/// <summary>Rewrites one call as a report's <see cref="CallEdit"/> says.</summary>
internal static class CallRewriter
{
    /// <summary>What an edit replaces: the marked expression itself, or the call that it is the name or an argument of.</summary>
    internal static SyntaxNode? Target(SyntaxNode root, Diagnostic report)
    {
        var marked = root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true);
        return report.Properties[CallEdit.Kind] switch
        {
            CallEdit.Replace or "token" => marked,
            "result" => marked.Parent as MemberAccessExpressionSyntax,
            CallEdit.Insert when marked is ConstructorInitializerSyntax => marked,
            CallEdit.Insert when marked.FirstAncestorOrSelf<BaseTypeSyntax>() is PrimaryConstructorBaseTypeSyntax primary && primary.Type.Span == marked.Span => primary,
            _ => CallOf(marked) ?? marked.FirstAncestorOrSelf<ArgumentSyntax>()?.Parent?.Parent as InvocationExpressionSyntax,
        };
    }

    /// <summary>The call whose name a node is, or null.</summary>
    internal static InvocationExpressionSyntax? CallOf(SyntaxNode name)
    {
        var called = name switch
        {
            SimpleNameSyntax { Parent: MemberAccessExpressionSyntax member } when member.Name == name => member,
            SimpleNameSyntax { Parent: MemberBindingExpressionSyntax member } => member,
            _ => name,
        };
        return called is { Parent: InvocationExpressionSyntax call } && call.Expression == called ? call : null;
    }

    internal static SyntaxNode Rewrite(SyntaxNode current, ImmutableDictionary<string, string?> edit)
    {
        var context = Expression(edit[CallEdit.Context]!);
        SyntaxNode? rewritten = (edit[CallEdit.Kind], current) switch
        {
            (CallEdit.Replace, _) => context,
            ("token", ExpressionSyntax expression) => Expression($"{expression.WithoutTrivia()}.Token"),
            (CallEdit.Insert, InvocationExpressionSyntax call) => call.WithArgumentList(Insert(call.ArgumentList, context, edit)),
            (CallEdit.Insert, ConstructorInitializerSyntax call) => call.WithArgumentList(Insert(call.ArgumentList, context, edit)),
            (CallEdit.Insert, PrimaryConstructorBaseTypeSyntax call) => call.WithArgumentList(Insert(call.ArgumentList, context, edit)),
            (CallEdit.Form, InvocationExpressionSyntax call) => ToForm(call, context, edit),
            ("array", InvocationExpressionSyntax call) => ToArray(call),
            ("sleep", InvocationExpressionSyntax call) => Waiting(Delay(call.ArgumentList, context), edit),
            ("wait", InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: { } task } }) => Waiting(WaitFor(task, context), edit),
            ("result", MemberAccessExpressionSyntax { Expression: { } task }) => Result(WaitFor(task, context), edit),
            _ => null,
        };
        return rewritten is null ? current : rewritten.WithTriviaFrom(current);
    }

    /// <summary>An expression as written; what it names from <c>global::</c> on is shortened as the file's imports allow.</summary>
    internal static ExpressionSyntax Expression(string text)
    {
        var expression = SyntaxFactory.ParseExpression(text);
        return expression.ReplaceNodes(
            expression.DescendantNodesAndSelf().Where(static node => node is MemberAccessExpressionSyntax or QualifiedNameSyntax && node.ToString().StartsWith("global::", StringComparison.Ordinal)),
            static (_, current) => current.WithAdditionalAnnotations(Simplifier.Annotation));
    }

    // The parentheses are the old ones, with the comments in them.
    private static InvocationExpressionSyntax Delay(ArgumentListSyntax time, ExpressionSyntax context) => SyntaxFactory.InvocationExpression(
        Expression("global::System.Threading.Tasks.Task.Delay"),
        time.WithArguments(Arguments.Insert([time.Arguments[0].WithNameColon(null)], 1, SyntaxFactory.Argument(context))));

    // Of nodes and not of text: the task may hold a call that has been rewritten already.
    private static InvocationExpressionSyntax WaitFor(ExpressionSyntax task, ExpressionSyntax context) =>
        SyntaxFactory.InvocationExpression(
            Member(context, "WaitAsync"),
            SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(task.WithoutTrivia()))));

    private static ExpressionSyntax Waiting(ExpressionSyntax task, ImmutableDictionary<string, string?> edit) => edit["await"] is not null
        ? Await(task)
        : SyntaxFactory.InvocationExpression(Member(SyntaxFactory.InvocationExpression(Member(task, "GetAwaiter")), "GetResult"));

    private static ExpressionSyntax Result(ExpressionSyntax task, ImmutableDictionary<string, string?> edit) => edit["await"] is not null
        ? SyntaxFactory.ParenthesizedExpression(Await(task)).WithAdditionalAnnotations(Simplifier.Annotation)
        : Member(task, "Result");

    private static AwaitExpressionSyntax Await(ExpressionSyntax task) =>
        SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), task);

    private static MemberAccessExpressionSyntax Member(ExpressionSyntax left, string name) =>
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, left, SyntaxFactory.IdentifierName(name));

    private static ArgumentListSyntax Insert(ArgumentListSyntax list, ExpressionSyntax context, ImmutableDictionary<string, string?> edit)
    {
        var index = int.Parse(edit[CallEdit.Index]!, CultureInfo.InvariantCulture);
        var arguments = list.Arguments;
        if (index <= arguments.Count && arguments.Take(index).All(static argument => argument.NameColon is null))
        {
            return list.WithArguments(Arguments.Insert(arguments, index, SyntaxFactory.Argument(context)));
        }

        var name = SyntaxFactory.NameColon(edit[CallEdit.Parameter]!).WithTrailingTrivia(SyntaxFactory.Space);
        var named = SyntaxFactory.Argument(name, refKindKeyword: default, context);
        return list.WithArguments(Arguments.Insert(arguments, arguments.Count, named));
    }

    private static InvocationExpressionSyntax ToForm(InvocationExpressionSyntax call, ExpressionSyntax context, ImmutableDictionary<string, string?> edit)
    {
        var token = int.Parse(edit[CallEdit.Index]!, CultureInfo.InvariantCulture);
        var arguments = token < 0 ? call.ArgumentList.Arguments : call.ArgumentList.Arguments.RemoveAt(token);
        var method = edit[CallEdit.Method]!;
        ExpressionSyntax called = call.Expression switch
        {
            MemberAccessExpressionSyntax member => member.WithName(Renamed(member.Name, method)),
            MemberBindingExpressionSyntax member => member.WithName(Renamed(member.Name, method)),
            var other => other,
        };
        return call.WithExpression(called)
            .WithArgumentList(call.ArgumentList.WithArguments(Arguments.Insert(arguments, 0, SyntaxFactory.Argument(context))));
    }

    private static SimpleNameSyntax Renamed(SimpleNameSyntax name, string to) => name.Identifier.ValueText == to
        ? name
        : name.WithIdentifier(SyntaxFactory.Identifier(to).WithTriviaFrom(name.Identifier));

    private static InvocationExpressionSyntax ToArray(InvocationExpressionSyntax call)
    {
        var last = call.ArgumentList.Arguments.Last();
        return call.WithArgumentList(ContextAsObjectRule.AsArray(call.ArgumentList, last.WithExpression(Expression($"{last.Expression.WithoutTrivia()}.Token"))));
    }
}
