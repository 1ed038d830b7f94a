using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.RuleCost.Reading.Conversion;

/// <summary>Writes contexts for tokens in one file: declarations and calls here, what is asked of a token and of a source in the other parts.</summary>
internal sealed partial class ContextRewriter(SemanticModel model, TokenMethods methods) : CSharpSyntaxRewriter
{
    private const string Context = "global::Plumbline.Context";

    private TokenSources? _sources;

    /// <summary>How many sources became scopes.</summary>
    internal int Sources { get; private set; }

    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        if (node is MemberDeclarationSyntax and not (BaseTypeDeclarationSyntax or BaseNamespaceDeclarationSyntax))
        {
            _sources = new(model, node, IsContext);
            Sources += _sources.Count;
        }

        return base.Visit(node);
    }

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var visited = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        return visited.WithParameterList(Parameters(node, visited.ParameterList));
    }

    public override SyntaxNode? VisitConstructorDeclaration(ConstructorDeclarationSyntax node)
    {
        var visited = (ConstructorDeclarationSyntax)base.VisitConstructorDeclaration(node)!;
        return visited.WithParameterList(Parameters(node, visited.ParameterList));
    }

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        var visited = (LocalFunctionStatementSyntax)base.VisitLocalFunctionStatement(node)!;
        return visited.WithParameterList(Parameters(node, visited.ParameterList));
    }

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (Registration(node) is { } registration)
            return registration;

        var visited = (InvocationExpressionSyntax)base.VisitInvocationExpression(node)!;
        return visited.WithArgumentList(Arguments(node, node.ArgumentList, visited.ArgumentList));
    }

    public override SyntaxNode? VisitObjectCreationExpression(ObjectCreationExpressionSyntax node)
    {
        var visited = (ObjectCreationExpressionSyntax)base.VisitObjectCreationExpression(node)!;
        return visited.ArgumentList is null ? visited : visited.WithArgumentList(Arguments(node, node.ArgumentList!, visited.ArgumentList));
    }

    public override SyntaxNode? VisitImplicitObjectCreationExpression(ImplicitObjectCreationExpressionSyntax node)
    {
        var visited = (ImplicitObjectCreationExpressionSyntax)base.VisitImplicitObjectCreationExpression(node)!;
        return visited.WithArgumentList(Arguments(node, node.ArgumentList, visited.ArgumentList));
    }

    public override SyntaxNode? VisitConstructorInitializer(ConstructorInitializerSyntax node)
    {
        var visited = (ConstructorInitializerSyntax)base.VisitConstructorInitializer(node)!;
        return visited.WithArgumentList(Arguments(node, node.ArgumentList, visited.ArgumentList));
    }

    // The context comes first, but for the receiver of an extension method.
    private ParameterListSyntax Parameters(SyntaxNode declaration, ParameterListSyntax list)
    {
        var method = model.GetDeclaredSymbol(declaration) as IMethodSymbol;
        var index = methods.IndexOf(method);
        if (index < 0)
            return list;

        var parameters = list.Parameters.ToList();
        var context = parameters[index].WithType(Named(Context)).WithDefault(null).WithoutTrivia();
        parameters.RemoveAt(index);
        parameters.Insert(method!.IsExtensionMethod ? 1 : 0, context);
        return list.WithParameters(SyntaxFactory.SeparatedList(parameters));
    }

    private ArgumentListSyntax Arguments(SyntaxNode call, ArgumentListSyntax before, ArgumentListSyntax after)
    {
        if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol method || (method.ReducedFrom ?? method) is var definition && methods.IndexOf(definition) is var index && index < 0)
            return after;

        var isReduced = method.ReducedFrom is not null;
        var parameter = definition.Parameters[index];
        var place = before.Arguments.IndexOf(argument => argument.NameColon?.Name.Identifier.ValueText == parameter.Name);
        if (place < 0 && index - (isReduced ? 1 : 0) is var position && position < before.Arguments.Count && before.Arguments[position].NameColon is null)
            place = position;

        var arguments = after.Arguments.ToList();
        var context = place < 0 ? Parsed(Context + ".Background") : ToContext(before.Arguments[place].Expression);
        if (place >= 0)
            arguments.RemoveAt(place);

        arguments.Insert(definition.IsExtensionMethod && !isReduced ? 1 : 0, SyntaxFactory.Argument(context.WithoutTrivia()));
        return after.WithArguments(SyntaxFactory.SeparatedList(arguments));
    }

    // An expression that is a token now, as a context.
    private ExpressionSyntax ToContext(ExpressionSyntax token) => token switch
    {
        ParenthesizedExpressionSyntax inner => ToContext(inner.Expression),
        CastExpressionSyntax cast => ToContext(cast.Expression),
        _ when IsNone(token) => Parsed(Context + ".Background"),
        ConditionalExpressionSyntax choice => Parsed($"({Visit(choice.Condition)} ? {ToContext(choice.WhenTrue)} : {ToContext(choice.WhenFalse)})"),
        _ when IsContext(token) => Bare(token),
        _ => Parsed($"{Context}.From({Visit(token)})"),
    };

    private bool IsNone(ExpressionSyntax token) => token switch
    {
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.DefaultLiteralExpression),
        DefaultExpressionSyntax => true,
        BaseObjectCreationExpressionSyntax creation => creation.ArgumentList is null or { Arguments.Count: 0 },
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "None" } none => TokenMethods.IsToken(model.GetSymbolInfo(none).Symbol?.ContainingType),
        _ => false,
    };

    // Whether an expression that is a token now will be a context.
    private bool IsContext(ExpressionSyntax token) => token switch
    {
        IdentifierNameSyntax name => model.GetSymbolInfo(name).Symbol switch
        {
            IParameterSymbol { ContainingSymbol: IMethodSymbol method } parameter => TokenMethods.IsToken(parameter.Type) && methods.IndexOf(method) >= 0,
            ILocalSymbol local => _sources?.IsContext(local) == true,
            _ => false,
        },
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Token", Expression: IdentifierNameSyntax source } => _sources?.IsScope(model.GetSymbolInfo(source).Symbol) == true,
        _ => false,
    };

    // The context itself, without the '.Token' that some places need after it.
    private static ExpressionSyntax Bare(ExpressionSyntax context) =>
        context is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax source } ? Parsed(ContextOf(source.Identifier.Text)) : context.WithoutTrivia();

    private static string ContextOf(string source) => source.TrimStart('@') + "Context";

    private static ExpressionSyntax Parsed(string text) => SyntaxFactory.ParseExpression(text);

    private static TypeSyntax Named(string type) => SyntaxFactory.ParseTypeName(type).WithTrailingTrivia(SyntaxFactory.Space);
}
