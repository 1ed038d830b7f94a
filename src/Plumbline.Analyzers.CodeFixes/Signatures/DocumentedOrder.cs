using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>Puts what the documentation says of a moved parameter where the parameter now is.</summary>
internal static class DocumentedOrder
{
    /// <summary>Plans the change of one declaration's <c>param</c> elements; none where they are in another order than the parameters already.</summary>
    /// <param name="edits">The document.</param>
    /// <param name="declaration">The method, or what else has the parameters.</param>
    /// <param name="method">As it was.</param>
    /// <param name="from">The ordinal of the parameter that is moved.</param>
    /// <param name="to">The ordinal that it gets.</param>
    /// <param name="name">What the moved parameter is called then.</param>
    internal static void Plan(DocumentEdits edits, SyntaxNode declaration, IMethodSymbol method, int from, int to, string name)
    {
        var elements = declaration.GetLeadingTrivia()
            .Select(static trivia => trivia.GetStructure())
            .OfType<DocumentationCommentTriviaSyntax>()
            .SelectMany(static comment => comment.Content)
            .OfType<XmlElementSyntax>()
            .Where(static element => element.StartTag.Name.LocalName.ValueText == "param")
            .ToList();
        var ordinals = elements.ConvertAll(element => OrdinalOf(element, method));
        var moved = ordinals.IndexOf(from);
        var place = ordinals.FindIndex(ordinal => ordinal >= to);
        if (moved <= place || ordinals.Contains(-1) || !ordinals.SequenceEqual(ordinals.OrderBy(static ordinal => ordinal)))
        {
            return;
        }

        // Elements are moved as they were: one that holds what is changed as well would lose that change.
        var passed = elements.GetRange(place, moved - place + 1);
        if (passed.Any(static element => element.DescendantNodes().Any(static node => node is CrefSyntax)))
        {
            return;
        }

        for (var i = place; i <= moved; i++)
        {
            var source = Renamed(elements[i == place ? moved : i - 1], method.Parameters[from].Name, name);
            edits.Edit(elements[i], current => source.WithTriviaFrom(current));
        }
    }

    private static int OrdinalOf(XmlElementSyntax element, IMethodSymbol method)
    {
        var name = element.StartTag.Attributes.OfType<XmlNameAttributeSyntax>().FirstOrDefault()?.Identifier.Identifier.ValueText;
        return method.Parameters.FirstOrDefault(parameter => parameter.Name == name)?.Ordinal ?? -1;
    }

    private static XmlElementSyntax Renamed(XmlElementSyntax element, string old, string name) => element.ReplaceNodes(
        element.DescendantNodes().OfType<XmlNameAttributeSyntax>().Where(attribute => attribute.Identifier.Identifier.ValueText == old).Select(static attribute => attribute.Identifier),
        (_, current) => SyntaxFactory.IdentifierName(name).WithTriviaFrom(current));
}
