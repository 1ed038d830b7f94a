using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>Moves and inserts items of parameter and argument lists; line breaks and indents stay where they are, comments go with their item.</summary>
internal static class ListEdits
{
    /// <summary>Moves one item forward.</summary>
    internal static SeparatedSyntaxList<T> Move<T>(SeparatedSyntaxList<T> list, int from, int to, T moved)
        where T : SyntaxNode
    {
        var order = list.ToList();
        order.RemoveAt(from);
        order.Insert(to, moved);
        var placed = order.Select((item, index) => Place(item, list[index]));
        return SyntaxFactory.SeparatedList(placed, Separators(list, from, to));
    }

    // A comment behind a comma speaks of the item in front of it. One behind the last item stays, and so does one that would come to stand in front of the bracket.
    private static IEnumerable<SyntaxToken> Separators<T>(SeparatedSyntaxList<T> list, int from, int to)
        where T : SyntaxNode
    {
        var separators = list.GetSeparators().ToList();
        if (from >= separators.Count || separators.Any(static comma => !comma.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia)))
        {
            return separators;
        }

        var comments = separators.Select(static comma => comma.TrailingTrivia.TakeWhile(static piece => !piece.IsKind(SyntaxKind.EndOfLineTrivia)).ToList()).ToList();
        var moved = comments[from];
        comments.RemoveAt(from);
        comments.Insert(to, moved);
        return separators.Select((comma, index) => comma.WithTrailingTrivia(
            comments[index].Concat(comma.TrailingTrivia.SkipWhile(static piece => !piece.IsKind(SyntaxKind.EndOfLineTrivia)))));
    }

    /// <summary>Inserts an item, laid out like the one that stood there.</summary>
    internal static SeparatedSyntaxList<T> Insert<T>(SeparatedSyntaxList<T> list, int at, T item)
        where T : SyntaxNode
    {
        if (list.Count == 0)
        {
            return list.Add(item);
        }

        var items = list.ToList();
        var model = at < list.Count ? list[at] : list[list.Count - 1];
        items.Insert(at, item.WithLeadingTrivia(Blank(model.GetLeadingTrivia()) ? model.GetLeadingTrivia() : default));
        var separators = list.GetSeparators().ToList();
        var comma = SyntaxFactory.Token(SyntaxKind.CommaToken);
        separators.Insert(0, separators.Count > 0 && Blank(separators[0].TrailingTrivia) ? comma.WithTrailingTrivia(separators[0].TrailingTrivia) : comma.WithTrailingTrivia(SyntaxFactory.Space));
        return SyntaxFactory.SeparatedList(items, separators);
    }

    /// <summary>Removes an item with the line it has to itself; what is behind it moves up.</summary>
    internal static SeparatedSyntaxList<T> Remove<T>(SeparatedSyntaxList<T> list, int at)
        where T : SyntaxNode
    {
        var items = list.ToList();
        var separators = list.GetSeparators().ToList();
        if (items.Count > 1)
        {
            // The comma behind it; of the last item the one in front of it, but not the comment there.
            var comma = separators[Math.Min(at, separators.Count - 1)];
            separators.Remove(comma);
            if (at == items.Count - 1)
            {
                var between = Blank(comma.TrailingTrivia) ? default : comma.TrailingTrivia.AddRange(items[at].GetLeadingTrivia());
                items[at - 1] = items[at - 1].WithTrailingTrivia(items[at - 1].GetTrailingTrivia().AddRange(between).AddRange(items[at].GetTrailingTrivia()));
            }
            else
            {
                items[at + 1] = items[at + 1].WithLeadingTrivia(items[at].GetLeadingTrivia());
            }
        }

        items.RemoveAt(at);
        return SyntaxFactory.SeparatedList(items, separators);
    }

    private static T Place<T>(T item, T place)
        where T : SyntaxNode
    {
        if (Blank(item.GetLeadingTrivia()))
        {
            item = item.WithLeadingTrivia(Blank(place.GetLeadingTrivia()) ? place.GetLeadingTrivia() : default);
        }

        return Blank(item.GetTrailingTrivia()) ? item.WithTrailingTrivia(Blank(place.GetTrailingTrivia()) ? place.GetTrailingTrivia() : default) : item;
    }

    private static bool Blank(SyntaxTriviaList trivia) =>
        trivia.All(static piece => piece.IsKind(SyntaxKind.WhitespaceTrivia) || piece.IsKind(SyntaxKind.EndOfLineTrivia));
}
