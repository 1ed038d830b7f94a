using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>Turns the uses of a <c>Context?</c> parameter into those of one that is always there.</summary>
internal static class NullableUses
{
    internal static void Plan(DocumentEdits edits, SyntaxNode declaration, IParameterSymbol parameter)
    {
        foreach (var use in declaration.DescendantNodes().OfType<IdentifierNameSyntax>().Where(node => node.Identifier.ValueText == parameter.Name))
        {
            if (!SymbolEqualityComparer.Default.Equals(edits.Model.GetSymbolInfo(use).Symbol, parameter))
            {
                continue;
            }

            switch (use.Parent)
            {
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce when coalesce.Left == use:
                    edits.Replace(coalesce, use.WithoutTrivia());
                    break;
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value" } access when access.Expression == use:
                    edits.Replace(access, use.WithoutTrivia());
                    break;
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetValueOrDefault", Parent: InvocationExpressionSyntax invocation } access when access.Expression == use:
                    edits.Replace(invocation, use.WithoutTrivia());
                    break;
                case ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.None }:
                    break;
                default:
                    throw new RefusedException($"'{use.Parent}' asks whether '{parameter.Name}' is null.");
            }
        }
    }
}
