using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.RuleCost.Reading.Conversion;

internal sealed partial class ContextRewriter
{
    public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node) =>
        IsContext(node) && NeedsToken(node) ? Parsed(node.Identifier.Text + ".Token").WithTriviaFrom(node) : base.VisitIdentifierName(node);

    public override SyntaxNode? VisitMemberAccessExpression(MemberAccessExpressionSyntax node)
    {
        if (IsContext(node))
            return Parsed(Bare(node) + (NeedsToken(node) ? ".Token" : "")).WithTriviaFrom(node);

        if (IsContext(node.Expression))
        {
            var member = node.Name.Identifier.ValueText switch
            {
                "IsCancellationRequested" => ".IsDone",
                "ThrowIfCancellationRequested" => ".ThrowIfDone",
                _ => ".Token." + node.Name,
            };
            return Parsed(Bare(node.Expression) + member).WithTriviaFrom(node);
        }

        return node.Expression is IdentifierNameSyntax source && IsScope(source) && node.Name.Identifier.ValueText == "IsCancellationRequested"
            ? Parsed(ContextOf(source.Identifier.Text) + ".IsDone").WithTriviaFrom(node)
            : base.VisitMemberAccessExpression(node);
    }

    public override SyntaxNode? VisitAssignmentExpression(AssignmentExpressionSyntax node) =>
        node.IsKind(SyntaxKind.SimpleAssignmentExpression) && node.Left is IdentifierNameSyntax name
            ? IsContext(name) ? node.WithRight(ToContext(node.Right)) : IsScope(name) ? Written(node, name) : base.VisitAssignmentExpression(node)
            : base.VisitAssignmentExpression(node);

    public override SyntaxNode? VisitVariableDeclaration(VariableDeclarationSyntax node)
    {
        if (node.Variables is [var only] && model.GetDeclaredSymbol(only) is ILocalSymbol local)
        {
            if (_sources?.IsScope(local) == true)
                return Declared(node, only, local);

            if (_sources?.IsContext(local) == true)
                return node.WithType(Named(Context)).WithLeadingTrivia(node.GetLeadingTrivia()).WithVariables([only.Initializer is { } value ? only.WithInitializer(value.WithValue(ToContext(value.Value))) : only]);

            if (only.Initializer?.Value is InvocationExpressionSyntax call && Registration(call) is { } registration)
                return node.WithType(Named("global::Plumbline.ContextRegistration")).WithLeadingTrivia(node.GetLeadingTrivia()).WithVariables([only.WithInitializer(only.Initializer.WithValue(registration))]);
        }

        return base.VisitVariableDeclaration(node);
    }

    // ctx.Register(…) where nobody minds that its result has another type.
    private ExpressionSyntax? Registration(InvocationExpressionSyntax node)
    {
        if (node.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Register" } access || !IsContext(access.Expression) || node.Parent is not (ExpressionStatementSyntax or EqualsValueClauseSyntax or UsingStatementSyntax))
            return null;

        var typed = node.ArgumentList.Arguments.Count == 2 && model.GetSymbolInfo(node).Symbol is IMethodSymbol { Parameters: [{ Type: INamedTypeSymbol { TypeArguments.Length: 1 } }, { Type.SpecialType: SpecialType.System_Object }] };
        return typed || node.ArgumentList.Arguments.Count == 1
            ? Parsed($"{Bare(access.Expression)}.Register{(typed ? "<object>" : "")}{Visit(node.ArgumentList)}").WithTriviaFrom(node)
            : null;
    }

    // Where a context would not be converted by itself, or would give something another type.
    private bool NeedsToken(ExpressionSyntax token) => token.Parent switch
    {
        CastExpressionSyntax or AnonymousObjectMemberDeclaratorSyntax or ArgumentSyntax { Parent: TupleExpressionSyntax } => true,
        ArgumentSyntax { RefKindKeyword.RawKind: not 0 } => true,
        ConditionalExpressionSyntax => model.GetTypeInfo(token.Parent).ConvertedType is not { } converted || !TokenMethods.IsToken(converted),
        ArgumentSyntax argument => model.GetOperation(argument) is IArgumentOperation { Parameter.OriginalDefinition.Type: var type } && type is ITypeParameterSymbol or INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T },
        EqualsValueClauseSyntax { Parent.Parent: VariableDeclarationSyntax { Type.IsVar: true } } => true,
        _ => false,
    };

    private bool IsScope(IdentifierNameSyntax name) => _sources?.IsScope(model.GetSymbolInfo(name).Symbol) == true;
}
