using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.CodeFixes.Calls;

/// <summary>Takes a context instead of starting one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class BackgroundTooDeepFixer() : ContextParameterFixer("PLB0006")
{
    // Every Context.Background of the method that would have been reported as well: with the parameter there, each of them is one too many.
    private protected override IReadOnlyDictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> Edits(
        SemanticModel model, SyntaxNode function, SyntaxNode node, Diagnostic report, string context, CancellationToken token)
    {
        var edits = new Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> { [node] = current => SyntaxFactory.ParseExpression(context).WithTriviaFrom(current) };
        if (report.Properties[CallEdit.Kind] == CallEdit.Replace || PlumblineSymbols.For(model.Compilation) is not { } symbols)
        {
            return edits;
        }

        var known = CallSymbols.For(model.Compilation, symbols);
        foreach (var member in function.DescendantNodes().OfType<MemberAccessExpressionSyntax>())
        {
            if (member.Name.Identifier.ValueText == "Background"
                && model.GetSymbolInfo(member, token).Symbol is IPropertySymbol property
                && symbols.IsContext(property.ContainingType)
                && model.GetOperation(member, token) is { } background
                && BackgroundTooDeepRule.IsUsed(background)
                && !Cleanup.IsAround(member)
                && ContextTakers.For(model, member, known, token) is not null)
            {
                edits[member] = edits[node];
            }
        }

        return edits;
    }
}
