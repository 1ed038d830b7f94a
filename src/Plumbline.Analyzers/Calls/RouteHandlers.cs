using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>Lambdas that answer a route of a minimal API: the framework finds what their parameters ask for, a context among it.</summary>
internal static class RouteHandlers
{
    /// <summary>The handler around a node that could take a context and has none, nor a token; null where there is no such handler.</summary>
    internal static ParenthesizedLambdaExpressionSyntax? Around(SemanticModel model, SyntaxNode at, PlumblineSymbols symbols, CancellationToken token)
    {
        for (var node = at; node is not null; node = node.Parent)
        {
            switch (node)
            {
                case ParenthesizedLambdaExpressionSyntax lambda when IsHandler(model, lambda, token):
                    return CanTake(model, lambda, symbols, token) ? lambda : null;
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax when !InPlaceFunctions.RunsInPlace(model, node, token):
                case MemberDeclarationSyntax and not GlobalStatementSyntax:
                    return null;
                default:
                    break;
            }
        }

        return null;
    }

    // One of the delegates that are read by reflection or by a generator; a RequestDelegate has its HttpContext and nothing else.
    private static bool IsHandler(SemanticModel model, ParenthesizedLambdaExpressionSyntax lambda, CancellationToken token) =>
        lambda.Parent is ArgumentSyntax argument
        && model.GetOperation(argument, token) is IArgumentOperation { Parameter: { Type.SpecialType: SpecialType.System_Delegate, ContainingSymbol.ContainingType: { } type } }
        && type is { Name: "EndpointRouteBuilderExtensions", ContainingNamespace: { Name: "Builder", ContainingNamespace: { Name: "AspNetCore", ContainingNamespace.Name: "Microsoft" } } };

    // What stands behind [AsParameters] may hold a context of its own.
    private static bool CanTake(SemanticModel model, ParenthesizedLambdaExpressionSyntax lambda, PlumblineSymbols symbols, CancellationToken token) =>
        model.GetSymbolInfo(lambda, token).Symbol is IMethodSymbol function
        && function.Parameters.All(parameter => !symbols.IsContextOrNullable(parameter.Type)
            && !symbols.IsToken(parameter.Type)
            && parameter.GetAttributes().All(static attribute => attribute.AttributeClass?.Name is not "AsParametersAttribute"));
}
