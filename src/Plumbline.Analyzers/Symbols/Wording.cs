using Microsoft.CodeAnalysis;

namespace Plumbline.Analyzers.Symbols;

/// <summary>What a piece of code says, before anything is asked of what it means: a search in its text costs a small part of a walk over its operations.</summary>
/// <remarks>Who writes a name with an escape (<c>\u0063tx</c>) is not understood.</remarks>
internal static class Wording
{
    /// <summary>Whether the text of a node has these letters in it, in a comment too.</summary>
    internal static bool Says(SyntaxNode node, string words) => node.SyntaxTree.GetText().ToString(node.Span).Contains(words);
}
