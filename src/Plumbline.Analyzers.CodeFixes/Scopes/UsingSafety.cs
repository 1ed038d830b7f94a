using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.Analyzers.CodeFixes.Scopes;

/// <summary>Whether a scope may end with the block it is made in: neither it nor what runs under its context is needed after that.</summary>
internal static class UsingSafety
{
    /// <param name="statement">Makes the scope.</param>
    /// <param name="creation">The expression in it that does.</param>
    /// <param name="model">Of the file.</param>
    /// <param name="token">Ends the search.</param>
    internal static bool Allows(StatementSyntax statement, SyntaxNode creation, SemanticModel model, CancellationToken token)
    {
        // Elsewhere `using var` does not compile, or would end the scope on the spot; a jump over it does not compile either.
        if (statement.Parent is not (BlockSyntax or GlobalStatementSyntax) || FunctionOf(statement).DescendantNodes().Any(static node => node is GotoStatementSyntax))
            return false;

        if (statement is LocalDeclarationStatementSyntax local && !IsKept(local, model, token))
            return false;

        foreach (var argument in creation.DescendantNodesAndSelf().OfType<ArgumentSyntax>().Where(static argument => argument.RefKindKeyword.IsKind(SyntaxKind.OutKeyword)))
        {
            if (!EndsHere(argument.Expression, statement, model, token))
                return false;
        }

        return true;
    }

    // Whether the variable is only ended and asked, never assigned again nor handed on: `using` would end what someone else owns.
    private static bool IsKept(LocalDeclarationStatementSyntax local, SemanticModel model, CancellationToken token)
    {
        if (local.Declaration.Variables.Count != 1 || model.GetDeclaredSymbol(local.Declaration.Variables[0], token) is not { } symbol)
            return false;

        return References(symbol, FunctionOf(local), model, token).All(static reference =>
            reference.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } or UsingStatementSyntax);
    }

    private static bool EndsHere(ExpressionSyntax child, StatementSyntax statement, SemanticModel model, CancellationToken token)
    {
        var symbol = child is DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax designation }
            ? model.GetDeclaredSymbol(designation, token)
            : model.GetSymbolInfo(child, token).Symbol;
        if (child is not DeclarationExpressionSyntax && symbol is not (null or IDiscardSymbol))
        {
            // Assigned, not declared: it lives on behind the block, unless that is the whole function.
            if (symbol is not (ILocalSymbol or IParameterSymbol { RefKind: RefKind.None }) || statement.Parent?.Parent is BlockSyntax or StatementSyntax or ElseClauseSyntax or CatchClauseSyntax or FinallyClauseSyntax)
                return false;
        }

        return symbol is null or IDiscardSymbol || References(symbol, FunctionOf(statement), model, token)
            .Where(reference => reference.SpanStart > statement.Span.End)
            .All(reference => !Escapes(reference, FunctionOf(statement), model, token));
    }

    // Whether something that needs the context may still run, or be held, when the block is left.
    private static bool Escapes(SyntaxNode reference, SyntaxNode function, SemanticModel model, CancellationToken token)
    {
        for (var node = reference.Parent; node is not null && node != function; node = node.Parent)
        {
            switch (node)
            {
                case AwaitExpressionSyntax:
                    return false;
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseObjectCreationExpressionSyntax:
                    return true;
                case InvocationExpressionSyntax { Parent: ExpressionStatementSyntax }:
                    return model.GetTypeInfo(node, token).Type is { SpecialType: not SpecialType.System_Void };
                case ReturnStatementSyntax { Expression: { } value }:
                    return model.GetTypeInfo(value, token).Type is not { SpecialType: not SpecialType.None };
                case AssignmentExpressionSyntax assignment when assignment.Right.Span.Contains(reference.Span):
                    return model.GetSymbolInfo(assignment.Left, token).Symbol is not ILocalSymbol;
                case ArrowExpressionClauseSyntax or YieldStatementSyntax:
                    return true;
                case StatementSyntax:
                    return false;
            }
        }

        return false;
    }

    private static IEnumerable<IdentifierNameSyntax> References(ISymbol symbol, SyntaxNode function, SemanticModel model, CancellationToken token) => function.DescendantNodes()
        .OfType<IdentifierNameSyntax>()
        .Where(name => name.Identifier.ValueText == symbol.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, token).Symbol, symbol));

    private static SyntaxNode FunctionOf(SyntaxNode node) => node.Ancestors().First(static ancestor => ancestor
        is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or (MemberDeclarationSyntax and not GlobalStatementSyntax) or AccessorDeclarationSyntax or CompilationUnitSyntax);
}
