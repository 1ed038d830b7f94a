using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Calls;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>Changes the arguments of one call: the context first, evaluated in the order in which they were.</summary>
internal sealed class CallPlan(DocumentEdits edits, ChangeKind kind, int ordinal, string name)
{
    /// <summary>Plans the change of a call, given as its node and its list of arguments (null where it has none).</summary>
    internal void Plan(SyntaxNode call, ArgumentListSyntax? list)
    {
        var (arguments, method) = edits.Model.GetOperation(call) switch
        {
            IInvocationOperation invocation => (invocation.Arguments, invocation.TargetMethod),
            IObjectCreationOperation { Constructor: { } constructor } creation => (creation.Arguments, constructor),
            _ => throw new RefusedException($"The call '{call}' is not understood."),
        };
        var given = arguments.Where(static argument => argument.ArgumentKind is not ArgumentKind.DefaultValue).ToList();
        var mine = given.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal)?.Syntax as ArgumentSyntax;
        if (list is null)
        {
            PlanBareCreation(call);
            return;
        }

        if (kind == ChangeKind.Drop)
        {
            PlanDrop(call, list, given, mine);
            return;
        }

        // An extension called as the static method it is has its receiver as the first argument.
        var at = method.IsExtensionMethod && given.Any(argument => argument.Parameter?.Ordinal == 0 && argument.Syntax.Parent == list) ? 1 : 0;
        if (mine is null)
        {
            var missing = SyntaxFactory.Argument(Parse(Missing(call)));
            edits.Edit(list, current => Marked(current.WithArguments(ListEdits.Insert(current.Arguments, at, missing))));
            return;
        }

        var index = list.Arguments.IndexOf(mine);
        if (index < 0 || mine.Parent != list)
        {
            throw new RefusedException($"The call '{call}' is not understood.");
        }

        var change = Change(mine.Expression);
        if (index <= at || CanMove(list, index, at))
        {
            edits.Edit(list, current => Marked(current.WithArguments(ListEdits.Move(current.Arguments, index, Math.Min(at, index), Changed(current.Arguments[index], change)))));
            return;
        }

        PlanNamed(list, given, index, change);
    }

    private void PlanDrop(SyntaxNode call, ArgumentListSyntax list, List<IArgumentOperation> given, ArgumentSyntax? mine)
    {
        if (mine is null)
        {
            edits.Edit(list, Marked);
            return;
        }

        var context = given.FirstOrDefault(argument => edits.Symbols.IsContext(argument.Parameter?.Type))?.Syntax as ArgumentSyntax;
        if (!IsNone(mine.Expression) && !DroppedToken.IsSignalOf(mine.Expression, context?.Expression, edits.Model, edits.Symbols, Adopted.Contains(mine.Expression)))
        {
            throw new RefusedException($"The token of '{call}' is not that of its context.");
        }

        var index = list.Arguments.IndexOf(mine);
        edits.Edit(list, current => Marked(current.WithArguments(ListEdits.Remove(current.Arguments, index))));
    }

    // The order of evaluation would change: each argument gets its name and stays where it is.
    private void PlanNamed(ArgumentListSyntax list, List<IArgumentOperation> given, int index, Func<ExpressionSyntax, ExpressionSyntax> change)
    {
        var names = new List<string>();
        foreach (var argument in list.Arguments)
        {
            names.Add(given.FirstOrDefault(operation => operation.Syntax == argument && operation.ArgumentKind == ArgumentKind.Explicit)?.Parameter?.Name
                ?? throw new RefusedException($"The arguments of '{list.Parent}' would be evaluated in another order."));
        }

        edits.Edit(list, current => Marked(current.WithArguments(SyntaxFactory.SeparatedList(
            current.Arguments.Select((argument, i) => Named(i == index ? Changed(argument, change) : argument, i == index ? name : names[i])),
            current.Arguments.GetSeparators()))));
    }

    private static ArgumentSyntax Named(ArgumentSyntax argument, string name) => argument.NameColon is not null
        ? argument
        : argument.WithoutLeadingTrivia()
            .WithNameColon(SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(name)).WithTrailingTrivia(SyntaxFactory.Space))
            .WithLeadingTrivia(argument.GetLeadingTrivia());

    private void PlanBareCreation(SyntaxNode call)
    {
        if (call is not ObjectCreationExpressionSyntax creation)
        {
            throw new RefusedException($"The call '{call}' has no arguments to change.");
        }

        var missing = Parse(Missing(call));
        edits.Edit(creation, current => current
            .WithType(current.Type.WithoutTrailingTrivia())
            .WithArgumentList(Marked(SyntaxFactory.ArgumentList([SyntaxFactory.Argument(missing)]).WithTrailingTrivia(current.Type.GetTrailingTrivia()))));
    }

    private ArgumentSyntax Changed(ArgumentSyntax argument, Func<ExpressionSyntax, ExpressionSyntax> change)
    {
        var changed = argument.WithExpression(change(argument.Expression.WithoutTrivia()).WithTriviaFrom(argument.Expression));
        return changed.NameColon is { } colon ? changed.WithNameColon(colon.WithName(SyntaxFactory.IdentifierName(name))) : changed;
    }

    // Decided on the code as it was; what stands inside may have changed when it is made.
    private Func<ExpressionSyntax, ExpressionSyntax> Change(ExpressionSyntax value)
    {
        var position = value.SpanStart;
        var type = edits.Model.GetTypeInfo(value).Type;
        if (kind == ChangeKind.Move || (kind == ChangeKind.Require && edits.Symbols.IsContext(type)))
        {
            return static value => value;
        }

        if (kind == ChangeKind.Require)
        {
            if (type is null || value.IsKind(SyntaxKind.DefaultLiteralExpression))
            {
                var instead = Parse(Missing(value));
                return _ => instead;
            }

            var background = edits.ContextName(position) + ".Background";
            return value => Parse($"{(value is IdentifierNameSyntax or MemberAccessExpressionSyntax ? value : SyntaxFactory.ParenthesizedExpression(value))} ?? {background}");
        }

        if (edits.Symbols.IsContext(type) || IsAdopted(value))
        {
            return static value => value;
        }

        if (IsNone(value))
        {
            var background = Parse(edits.ContextName(position) + ".Background");
            return _ => background;
        }

        if (value is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Token" } access && edits.Symbols.IsContext(edits.Model.GetTypeInfo(access.Expression).Type))
        {
            return static value => value is MemberAccessExpressionSyntax token ? token.Expression : value;
        }

        var from = Parse(edits.ContextName(position) + ".From");
        return value => SyntaxFactory.InvocationExpression(from, SyntaxFactory.ArgumentList([SyntaxFactory.Argument(value)]));
    }

    /// <summary>Whether the value is the parameter that this very change makes a context.</summary>
    private bool IsAdopted(ExpressionSyntax value) => value is IdentifierNameSyntax && Adopted.Contains(value);

    /// <summary>The uses of changed parameters, which are contexts afterwards.</summary>
    internal HashSet<SyntaxNode> Adopted { get; } = [];

    private bool IsNone(ExpressionSyntax value) => value switch
    {
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.DefaultLiteralExpression),
        DefaultExpressionSyntax => true,
        BaseObjectCreationExpressionSyntax { Initializer: null } creation => creation.ArgumentList is null or { Arguments.Count: 0 },
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "None" } => edits.Model.GetSymbolInfo(value).Symbol is IPropertySymbol { IsStatic: true } none && edits.Symbols.IsToken(none.ContainingType),
        _ => false,
    };

    private string Missing(SyntaxNode at) =>
        ContextInScope.NameAt(edits.Model, at, edits.Symbols, CancellationToken.None, ContextReach.Roots | ContextReach.Lambdas) ?? edits.ContextName(at.SpanStart) + ".Todo()";

    private static bool CanMove(ArgumentListSyntax list, int index, int at)
    {
        var value = list.Arguments[index].Expression;
        var passed = list.Arguments.Skip(at).Take(index - at).ToList();
        return IsRead(value)
            ? !passed.Any(static argument => argument.RefKindKeyword.IsKind(SyntaxKind.OutKeyword) || argument.RefKindKeyword.IsKind(SyntaxKind.RefKeyword)
                || argument.Expression.DescendantNodesAndSelf().Any(static node => node is AssignmentExpressionSyntax or AwaitExpressionSyntax or DeclarationExpressionSyntax
                    || node.IsKind(SyntaxKind.PostIncrementExpression) || node.IsKind(SyntaxKind.PostDecrementExpression) || node.IsKind(SyntaxKind.PreIncrementExpression) || node.IsKind(SyntaxKind.PreDecrementExpression)
                    || node is ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.OutKeyword or (int)SyntaxKind.RefKeyword }))
            : passed.All(static argument => IsFixed(argument.Expression))
                && !value.DescendantNodes().Any(static node => node is AssignmentExpressionSyntax or AwaitExpressionSyntax or DeclarationExpressionSyntax);
    }

    // Reading a variable, or properties of one, does nothing and can be done sooner.
    private static bool IsRead(ExpressionSyntax value) => value switch
    {
        IdentifierNameSyntax or ThisExpressionSyntax or BaseExpressionSyntax or LiteralExpressionSyntax or DefaultExpressionSyntax or PredefinedTypeSyntax => true,
        MemberAccessExpressionSyntax access => IsRead(access.Expression),
        ParenthesizedExpressionSyntax parenthesized => IsRead(parenthesized.Expression),
        PostfixUnaryExpressionSyntax suppressed => suppressed.IsKind(SyntaxKind.SuppressNullableWarningExpression) && IsRead(suppressed.Operand),
        _ => false,
    };

    private static bool IsFixed(ExpressionSyntax value) => value is IdentifierNameSyntax or LiteralExpressionSyntax or ThisExpressionSyntax or AnonymousFunctionExpressionSyntax or TypeOfExpressionSyntax;

    private ArgumentListSyntax Marked(ArgumentListSyntax arguments) => edits.Binding.Changed(arguments);

    private static ExpressionSyntax Parse(string text) => SyntaxFactory.ParseExpression(text);
}
