using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Plumbline.Analyzers.CodeFixes.Scopes;

/// <summary>A function that returns tasks, and can await them instead.</summary>
internal sealed class AsyncFunction
{
    private readonly bool _hasResult;

    private AsyncFunction(SyntaxNode syntax, IReadOnlyList<ReturnStatementSyntax> returns, bool hasResult)
    {
        Syntax = syntax;
        Returns = returns;
        _hasResult = hasResult;
    }

    /// <summary>The method, local function or lambda.</summary>
    internal SyntaxNode Syntax { get; }

    /// <summary>All its own returns.</summary>
    internal IReadOnlyList<ReturnStatementSyntax> Returns { get; }

    /// <summary>The function around a returned task, or null when it cannot be made <c>async</c> by adding awaits.</summary>
    internal static AsyncFunction? At(SyntaxNode returned, SemanticModel model, CancellationToken token)
    {
        var function = returned.Ancestors().FirstOrDefault(static node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax or AccessorDeclarationSyntax);
        var (method, body) = function switch
        {
            MethodDeclarationSyntax declared => (model.GetDeclaredSymbol(declared, token), declared.Body),
            LocalFunctionStatementSyntax local => (model.GetDeclaredSymbol(local, token), local.Body),
            AnonymousFunctionExpressionSyntax lambda => (model.GetSymbolInfo(lambda, token).Symbol as IMethodSymbol, lambda.Block),
            _ => (null, null),
        };
        if (method is null || body is null || method.IsAsync || !IsTask(method.ReturnType) || method.Parameters.Any(static parameter => parameter.RefKind != RefKind.None || parameter.Type.IsRefLikeType))
            return null;

        var own = body.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).ToList();
        var returns = own.OfType<ReturnStatementSyntax>().ToList();
        return returns.All(exit => CanAwait(exit, model, token)) && !own.Any(node => IsInTheWay(node, model, token))
            ? new(function!, returns, method.ReturnType is INamedTypeSymbol { IsGenericType: true })
            : null;
    }

    /// <summary>A return of the function with its task awaited.</summary>
    /// <param name="exit">As the function has it.</param>
    /// <param name="current">The same, with what was changed in it.</param>
    internal SyntaxNode Await(ReturnStatementSyntax exit, ReturnStatementSyntax current)
    {
        if (IsCompleted(exit.Expression!))
            return current.WithExpression(null).WithReturnKeyword(current.ReturnKeyword.WithTrailingTrivia());

        var value = current.Expression!.WithoutTrivia();
        var awaited = SyntaxFactory.AwaitExpression(SyntaxFactory.Token(default, SyntaxKind.AwaitKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space)), IsPrimary(value) ? value : SyntaxFactory.ParenthesizedExpression(value));
        if (_hasResult)
            return current.WithExpression(awaited.WithTriviaFrom(current.Expression!));

        var statement = SyntaxFactory.ExpressionStatement(awaited).WithSemicolonToken(current.SemicolonToken).WithLeadingTrivia(current.GetLeadingTrivia());
        if (IsLast(exit))
            return statement;

        return SyntaxFactory.Block(statement.WithoutTrivia(), SyntaxFactory.ReturnStatement()).WithTriviaFrom(current).WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>The function with the word <c>async</c>.</summary>
    internal static SyntaxNode MakeAsync(SyntaxNode function)
    {
        var word = SyntaxFactory.Token(default, SyntaxKind.AsyncKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space));
        switch (function)
        {
            case MethodDeclarationSyntax { Modifiers.Count: 0 } method:
                return method.WithoutLeadingTrivia().WithModifiers(SyntaxFactory.TokenList(word.WithLeadingTrivia(method.GetLeadingTrivia())));
            case MethodDeclarationSyntax method:
                var partial = method.Modifiers.IndexOf(SyntaxKind.PartialKeyword);
                return partial == 0
                    ? method.WithModifiers(method.Modifiers.Replace(method.Modifiers[0], method.Modifiers[0].WithLeadingTrivia()).Insert(0, word.WithLeadingTrivia(method.Modifiers[0].LeadingTrivia)))
                    : method.WithModifiers(partial < 0 ? method.Modifiers.Add(word) : method.Modifiers.Insert(partial, word));
            case LocalFunctionStatementSyntax { Modifiers.Count: 0 } local:
                return local.WithoutLeadingTrivia().WithModifiers(SyntaxFactory.TokenList(word.WithLeadingTrivia(local.GetLeadingTrivia())));
            case LocalFunctionStatementSyntax local:
                return local.AddModifiers(word);
            case AnonymousFunctionExpressionSyntax { Modifiers.Count: 0 } lambda:
                return ((AnonymousFunctionExpressionSyntax)lambda.WithoutLeadingTrivia()).WithModifiers(SyntaxFactory.TokenList(word.WithLeadingTrivia(lambda.GetLeadingTrivia())));
            default:
                return ((AnonymousFunctionExpressionSyntax)function).AddModifiers(word);
        }
    }

    private static bool CanAwait(ReturnStatementSyntax exit, SemanticModel model, CancellationToken token) => exit.Expression is { } value
        && IsTask(model.GetTypeInfo(value, token).Type)
        && !value.IsKind(SyntaxKind.DefaultLiteralExpression)
        && value is not DefaultExpressionSyntax;

    // What may not stand beside an await, or not around one.
    private static bool IsInTheWay(SyntaxNode node, SemanticModel model, CancellationToken token) => node switch
    {
        LockStatementSyntax or UnsafeStatementSyntax or FixedStatementSyntax or RefExpressionSyntax or RefTypeSyntax => true,
        VariableDeclaratorSyntax variable => model.GetDeclaredSymbol(variable, token) is ILocalSymbol { Type.IsRefLikeType: true },
        SingleVariableDesignationSyntax variable => model.GetDeclaredSymbol(variable, token) is ILocalSymbol { Type.IsRefLikeType: true },
        _ => false,
    };

    private static bool IsTask(ITypeSymbol? type) => type is { Name: "Task" or "ValueTask", ContainingNamespace: { Name: "Tasks", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } };

    // `Task.CompletedTask` awaited is nothing at all.
    private static bool IsCompleted(ExpressionSyntax value) => value is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompletedTask" };

    private static bool IsPrimary(ExpressionSyntax value) => value is InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax or BaseObjectCreationExpressionSyntax
        or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax;

    // Whether the function ends behind the statement anyway.
    private static bool IsLast(StatementSyntax statement) => statement.Parent is BlockSyntax block && block.Statements.Last() == statement && block.Parent switch
    {
        AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax => true,
        UsingStatementSyntax or TryStatementSyntax => IsLast((StatementSyntax)block.Parent),
        _ => false,
    };
}
