using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>Turns the uses of a token parameter into uses of the context that takes its place.</summary>
internal sealed class TokenUses(DocumentEdits edits, CallPlan calls, MethodFamily family, int ordinal, string name)
{
    private static readonly ExpressionSyntax _anyContext = SyntaxFactory.ParseExpression("default(global::Plumbline.Context)");

    internal void Plan(SyntaxNode declaration, IParameterSymbol parameter)
    {
        var uses = Uses(declaration, parameter);
        if (uses.Any(IsWritten))
        {
            KeepToken(declaration, parameter);
            return;
        }

        foreach (var use in uses)
        {
            PlanUse(use, parameter);
        }
    }

    private List<IdentifierNameSyntax> Uses(SyntaxNode declaration, IParameterSymbol parameter) =>
    [
        .. declaration.DescendantNodes().OfType<IdentifierNameSyntax>().Where(node =>
            node.Identifier.ValueText == parameter.Name
            && edits.Model.GetSymbolInfo(node).Symbol is IParameterSymbol found
            && SymbolEqualityComparer.Default.Equals(found, parameter)),
    ];

    /// <summary>Whether a variable is given another value where it is named.</summary>
    internal static bool IsWritten(IdentifierNameSyntax use) => use.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == use,
        ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None) || argument.Parent is TupleExpressionSyntax { Parent: AssignmentExpressionSyntax },
        RefExpressionSyntax => true,
        _ => false,
    };

    // The body goes on with a variable of its own, which it may write to as it did to the parameter.
    private void KeepToken(SyntaxNode declaration, IParameterSymbol parameter)
    {
        var body = declaration switch
        {
            BaseMethodDeclarationSyntax method => method.Body,
            LocalFunctionStatementSyntax function => function.Body,
            _ => null,
        };
        if (body is null || declaration is ConstructorDeclarationSyntax { Initializer: not null })
        {
            throw new RefusedException($"'{parameter.Name}' is assigned where no variable can be declared.");
        }

        edits.Edit(body, current =>
        {
            var first = current.Statements[0];
            var local = SyntaxFactory.ParseStatement($"var {parameter.Name} = {name}.Token;")
                .WithLeadingTrivia(first.GetLeadingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)))
                .WithTrailingTrivia(first.GetTrailingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)));
            return current.WithStatements(current.Statements.Insert(0, local));
        });
    }

    private void PlanUse(IdentifierNameSyntax use, IParameterSymbol parameter)
    {
        var ctx = SyntaxFactory.IdentifierName(name);
        switch (use.Parent)
        {
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ThrowIfCancellationRequested", Parent: InvocationExpressionSyntax } access when access.Expression == use:
                edits.Replace(access.Name, SyntaxFactory.IdentifierName("ThrowIfDone"));
                edits.Replace(use, ctx);
                return;
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsCancellationRequested" } access when access.Expression == use:
                edits.Replace(access.Name, SyntaxFactory.IdentifierName("IsDone"));
                edits.Replace(use, ctx);
                return;
            case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } }:
                edits.Replace(use, ctx);
                return;
            case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax invocation } when IsFrom(invocation):
                edits.Replace(invocation, ctx);
                calls.Adopted.Add(invocation);
                return;
            case ArgumentSyntax { Parent: ArgumentListSyntax } argument when IsOfFamily(argument):
                edits.Replace(use, ctx);
                calls.Adopted.Add(use);
                return;
            case ArgumentSyntax { Parent: ArgumentListSyntax } argument when TakesContext(argument):
                PlanArgument(argument, use, parameter);
                return;
        }

        edits.Replace(use, SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, ctx, SyntaxFactory.IdentifierName("Token")));
    }

    private void PlanArgument(ArgumentSyntax argument, IdentifierNameSyntax use, IParameterSymbol parameter)
    {
        edits.Replace(use, SyntaxFactory.IdentifierName(name));
        var list = (ArgumentListSyntax)argument.Parent!;
        if (list.Parent is InvocationExpressionSyntax invocation && argument.NameColon is null && HasContextForm(invocation, argument, parameter))
        {
            var index = list.Arguments.IndexOf(argument);
            edits.Edit(list, current => current.WithArguments(ListEdits.Move(current.Arguments, index, 0, current.Arguments[index])));
        }
    }

    // The call is changed too, and takes a context there.
    private bool IsOfFamily(ArgumentSyntax argument) =>
        edits.Model.GetOperation(argument) is IArgumentOperation { Parameter: { ContainingSymbol: IMethodSymbol called } taken }
        && taken.Ordinal == ordinal
        && family.Contains(called);

    private bool IsFrom(InvocationExpressionSyntax invocation) =>
        edits.Model.GetSymbolInfo(invocation).Symbol is IMethodSymbol { Name: "From", Parameters.Length: 1 } method && edits.Symbols.IsContext(method.ContainingType);

    // The conversion fits where the call means the same method with it.
    private bool TakesContext(ArgumentSyntax argument)
    {
        if (argument.Parent?.Parent is not ExpressionSyntax call
            || (call as InvocationExpressionSyntax)?.Expression is MemberBindingExpressionSyntax
            || edits.Model.GetOperation(argument) is not IArgumentOperation { Parameter: { } parameter, ArgumentKind: ArgumentKind.Explicit }
            || !edits.Symbols.IsToken(parameter.Type)
            || parameter.OriginalDefinition.Type is ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method }
            || edits.Model.GetSymbolInfo(call).Symbol is not { } before)
        {
            return false;
        }

        // The same conversion in a conditional access binds to a part only, and is not asked for.
        var changed = call.ReplaceNode(argument.Expression, _anyContext);
        return SymbolEqualityComparer.Default.Equals(edits.Model.GetSpeculativeSymbolInfo(call.SpanStart, changed, SpeculativeBindingOption.BindAsExpression).Symbol, before);
    }

    // A form of the same method that takes a context first, and otherwise the same.
    private bool HasContextForm(InvocationExpressionSyntax invocation, ArgumentSyntax argument, IParameterSymbol parameter)
    {
        var list = invocation.ArgumentList.Arguments;
        if (list.Last() != argument
            || list.Any(static other => other.NameColon is not null)
            || invocation.Expression is not MemberAccessExpressionSyntax access
            || edits.Model.GetSymbolInfo(invocation).Symbol is not IMethodSymbol { IsGenericMethod: false } method
            || method.Parameters.Length != list.Count)
        {
            return false;
        }

        var container = method.IsStatic ? method.ContainingType : edits.Model.GetTypeInfo(access.Expression).Type;
        return edits.Model.LookupSymbols(invocation.SpanStart, container, method.Name, includeReducedExtensionMethods: true)
            .OfType<IMethodSymbol>()
            .Any(form => IsContextForm(form, method, parameter));
    }

    private bool IsContextForm(IMethodSymbol form, IMethodSymbol method, IParameterSymbol parameter)
    {
        var count = method.Parameters.Length;
        return form.Parameters.Length >= count
            && !form.IsGenericMethod
            && !SymbolEqualityComparer.Default.Equals(form, parameter.ContainingSymbol)
            && form.IsStatic == method.IsStatic
            && edits.Symbols.IsContext(form.Parameters[0].Type)
            && SymbolEqualityComparer.Default.Equals(form.ReturnType, method.ReturnType)
            && Enumerable.Range(1, count - 1).All(i => SymbolEqualityComparer.Default.Equals(form.Parameters[i].Type, method.Parameters[i - 1].Type))
            && form.Parameters.Skip(count).All(static extra => extra.IsOptional);
    }
}
