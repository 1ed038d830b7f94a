using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.Analyzers.CodeFixes.Calls;

/// <summary>Documents a parameter that a method gains, where its others are documented: one that is left out then is a warning.</summary>
internal static class ParameterDocumentation
{
    /// <param name="method">As it was, without the parameter.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="text">What is said of it.</param>
    /// <param name="before">The parameters in front of it, whose elements come first too.</param>
    internal static MethodDeclarationSyntax Add(MethodDeclarationSyntax method, string name, string text, IReadOnlyList<string> before)
    {
        var leading = method.GetLeadingTrivia();
        for (var i = 0; i < leading.Count; i++)
        {
            if (leading[i].GetStructure() is DocumentationCommentTriviaSyntax comment && Place(comment, before) is { } place)
            {
                var indent = i > 0 && leading[i - 1].IsKind(SyntaxKind.WhitespaceTrivia) ? leading[i - 1].ToString() : "";
                var written = Insert(comment.ToFullString(), place.SpanStart - comment.FullSpan.Start, $"<param name=\"{name}\">{text}</param>", indent);
                return method.WithLeadingTrivia(leading.Take(i).Concat(SyntaxFactory.ParseLeadingTrivia(written)).Concat(leading.Skip(i + 1)));
            }
        }

        return method;
    }

    // The first element of a parameter that comes behind; null where none is documented.
    private static XmlElementSyntax? Place(DocumentationCommentTriviaSyntax comment, IReadOnlyList<string> before) =>
        comment.Content.OfType<XmlElementSyntax>().FirstOrDefault(element =>
            element.StartTag.Name.LocalName.ValueText == "param"
            && !element.StartTag.Attributes.OfType<XmlNameAttributeSyntax>().Any(attribute => before.Contains(attribute.Identifier.Identifier.ValueText)));

    // A line of its own, begun as the line that it pushes down.
    private static string Insert(string comment, int at, string element, string indent)
    {
        var start = comment.LastIndexOf('\n', at - 1) + 1;
        var newLine = comment.IndexOf("\r\n", StringComparison.Ordinal) < 0 ? "\n" : "\r\n";
        var begin = (start == 0 ? indent : "") + comment.Substring(start, at - start);
        return comment.Insert(at, element + newLine + begin);
    }
}
