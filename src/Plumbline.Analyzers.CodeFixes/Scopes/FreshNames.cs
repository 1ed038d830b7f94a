using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.Analyzers.CodeFixes.Scopes;

/// <summary>Names for new local variables: each stands nowhere in the member yet.</summary>
internal sealed class FreshNames(string name)
{
    private readonly Dictionary<SyntaxNode, HashSet<string>> _taken = [];

    /// <summary>The next free name for a variable at a place.</summary>
    internal string Next(SyntaxNode place)
    {
        var member = place.Ancestors().FirstOrDefault(static node => node is MemberDeclarationSyntax and not GlobalStatementSyntax) ?? place.SyntaxTree.GetRoot();
        if (!_taken.TryGetValue(member, out var taken))
        {
            taken = [.. member.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText)];
            _taken.Add(member, taken);
        }

        var free = name;
        for (var i = 1; !taken.Add(free); i++)
            free = name + i;

        return free;
    }
}
