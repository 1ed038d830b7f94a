using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Plumbline.Analyzers.CodeFixes.Calls;

/// <summary>Edits lists of arguments and parameters; what stood first keeps its place on the page.</summary>
internal static class Arguments
{
    internal static SeparatedSyntaxList<T> Insert<T>(SeparatedSyntaxList<T> list, int index, T item)
        where T : SyntaxNode
    {
        if (list.Count == 0)
        {
            return list.Add(item);
        }

        var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        var all = list.GetWithSeparators();
        if (index >= list.Count)
        {
            var last = list.Last();
            all = all.Replace(all.Last(), last.WithoutTrailingTrivia());
            return SyntaxFactory.SeparatedList<T>(all.AddRange([comma, item.WithTrailingTrivia(last.GetTrailingTrivia())]));
        }

        var moved = list[index];
        all = all.Replace(all[index * 2], moved.WithoutLeadingTrivia());
        return SyntaxFactory.SeparatedList<T>(all.InsertRange(index * 2, [item.WithLeadingTrivia(moved.GetLeadingTrivia()), comma]));
    }
}
