using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.Analyzers.CodeFixes;

/// <summary>Imports a namespace at the top of a file, in order among what is imported there.</summary>
internal static class UsingDirectives
{
    internal static SyntaxNode Import(SyntaxNode root, string name)
    {
        if (root is not CompilationUnitSyntax unit || unit.Usings.Any(known => known is { Alias: null, StaticKeyword.RawKind: 0 } && known.Name?.ToString() == name))
        {
            return root;
        }

        var index = 0;
        for (var i = 0; i < unit.Usings.Count; i++)
        {
            if (IsBefore(unit.Usings[i], name))
            {
                index = i + 1;
            }
        }

        var directive = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(name).WithLeadingTrivia(SyntaxFactory.Space))
            .WithTrailingTrivia(SyntaxFactory.EndOfLine(NewLine(root)));
        if (index == 0 && unit.Usings.Count > 0)
        {
            // What heads the file stays at its head.
            var first = unit.Usings[0];
            directive = directive.WithLeadingTrivia(first.GetLeadingTrivia());
            unit = unit.ReplaceNode(first, first.WithoutLeadingTrivia());
        }
        else if (unit.Usings.Count == 0)
        {
            // So does a header in front of a namespace; what is written on a type stays with the type.
            var token = unit.GetFirstToken(includeZeroWidth: true);
            var header = token.IsKind(SyntaxKind.NamespaceKeyword) ? token.LeadingTrivia : default;
            unit = unit.ReplaceToken(token, token.WithLeadingTrivia(token.LeadingTrivia.Skip(header.Count)));
            directive = directive.WithLeadingTrivia(header).WithTrailingTrivia(directive.GetTrailingTrivia().Add(SyntaxFactory.EndOfLine(NewLine(root))));
        }

        return unit.WithUsings(unit.Usings.Insert(index, directive));
    }

    // As the file ends its lines.
    private static string NewLine(SyntaxNode root)
    {
        foreach (var trivia in root.DescendantTrivia())
        {
            if (trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            {
                return trivia.ToString();
            }
        }

        return "\n";
    }

    // System first, then by name; global ones, aliases and statics keep their places.
    private static bool IsBefore(UsingDirectiveSyntax directive, string name)
    {
        if (directive.GlobalKeyword.RawKind != 0)
        {
            return true;
        }

        var other = directive is { Alias: null, StaticKeyword.RawKind: 0 } ? directive.Name?.ToString() : null;
        return other is not null && (other == "System" || other.StartsWith("System.", StringComparison.Ordinal) || string.CompareOrdinal(other, name) < 0);
    }
}
