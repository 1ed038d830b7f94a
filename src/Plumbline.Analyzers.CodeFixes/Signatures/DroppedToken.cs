using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>Drops a token that stands beside a context, where the two are one signal.</summary>
internal static class DroppedToken
{
    /// <summary>The context that stays.</summary>
    internal static IParameterSymbol ContextBeside(IMethodSymbol method, PlumblineSymbols symbols) =>
        method.Parameters.FirstOrDefault(parameter => symbols.IsContext(parameter.Type) && parameter.RefKind == RefKind.None)
        ?? throw new RefusedException($"'{method}' has no context that is always there.");

    /// <summary>Plans the change of one declaration; refused where the context cannot stand for the token in all of its body.</summary>
    internal static void Plan(DocumentEdits edits, SyntaxNode declaration, IMethodSymbol method, int ordinal)
    {
        var token = method.Parameters[ordinal];
        var context = ContextBeside(method, edits.Symbols);
        foreach (var name in declaration.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText == context.Name && TokenUses.IsWritten(name))
            {
                throw new RefusedException($"'{context.Name}' becomes another context on the way.");
            }

            if (name.Identifier.ValueText == token.Name
                && SymbolEqualityComparer.Default.Equals(edits.Model.GetSymbolInfo(name).Symbol, token)
                && !edits.Model.LookupSymbols(name.SpanStart, name: context.Name).Contains(context, SymbolEqualityComparer.Default))
            {
                throw new RefusedException($"'{context.Name}' is something else where '{name}' is used.");
            }
        }

        var list = MethodFamily.ParametersOf(declaration);
        edits.Edit(list, current => edits.Binding.Changed(current.WithParameters(ListEdits.Remove(current.Parameters, ordinal))));
        foreach (var mention in declaration.DescendantNodes(descendIntoTrivia: true).OfType<XmlNameAttributeSyntax>())
        {
            if (mention.Identifier.Identifier.ValueText != token.Name)
            {
                continue;
            }

            if (mention.Parent is XmlElementStartTagSyntax { Parent: XmlElementSyntax { Parent: DocumentationCommentTriviaSyntax comment } element })
            {
                edits.Edit(comment, current => Without(current, comment.Content.IndexOf(element)));
            }
            else
            {
                edits.Replace(mention.Identifier, SyntaxFactory.IdentifierName(context.Name));
            }
        }
    }

    /// <summary>Whether a token is that of the context that the same call is given: <c>ctx</c> or <c>ctx.Token</c>.</summary>
    /// <param name="token">What the call is given as the token.</param>
    /// <param name="context">And as the context.</param>
    /// <param name="model">Of the file.</param>
    /// <param name="symbols">Plumbline's.</param>
    /// <param name="isDropped">Whether the token is the parameter that is dropped in this change: it is one signal with the context beside it.</param>
    internal static bool IsSignalOf(ExpressionSyntax token, ExpressionSyntax? context, SemanticModel model, PlumblineSymbols symbols, bool isDropped)
    {
        if (context is not IdentifierNameSyntax || model.GetSymbolInfo(context).Symbol is not ({ } given and (IParameterSymbol or ILocalSymbol)))
        {
            return false;
        }

        var source = token is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Token" } access ? access.Expression : token;
        var signal = model.GetSymbolInfo(source).Symbol;
        return SymbolEqualityComparer.Default.Equals(signal, given)
            || (isDropped && signal is { ContainingSymbol: IMethodSymbol method } && SymbolEqualityComparer.Default.Equals(ContextBeside(method, symbols), given));
    }

    // With the line it has to itself: the text in front of it, or behind the first.
    private static DocumentationCommentTriviaSyntax Without(DocumentationCommentTriviaSyntax comment, int index)
    {
        var content = comment.Content.RemoveAt(index);
        var line = index > 1 ? index - 1 : index;
        return comment.WithContent(line < content.Count - 1 && content[line] is XmlTextSyntax text && IsBlank(text) ? content.RemoveAt(line) : content);
    }

    private static bool IsBlank(XmlTextSyntax text) => text.TextTokens.All(static token => string.IsNullOrWhiteSpace(token.Text));
}
