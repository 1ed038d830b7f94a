namespace Plumbline.Tests.Architecture;

/// <summary>A block of C# in a page.</summary>
/// <param name="Page">Path of the page from the root.</param>
/// <param name="Line">Where the block begins, from one.</param>
/// <param name="Snippet">The name in the marker above it; null without one.</param>
/// <param name="Code">What is between the fences.</param>
internal sealed record CodeBlock(string Page, int Line, string? Snippet, string Code)
{
    private const string MarkerStart = "<!-- snippet: ";
    private const string MarkerEnd = " -->";

    internal static IEnumerable<CodeBlock> In(string page)
    {
        string[] lines = Repository.ReadLines(page);
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i] != "```csharp")
            {
                continue;
            }

            int end = Array.IndexOf(lines, "```", i);
            string above = i == 0 ? "" : lines[i - 1];
            bool isMarked = above.StartsWith(MarkerStart, StringComparison.Ordinal) && above.EndsWith(MarkerEnd, StringComparison.Ordinal);
            yield return new CodeBlock(
                page, i + 1, isMarked ? above[MarkerStart.Length..^MarkerEnd.Length] : null, string.Join('\n', lines[(i + 1)..end]));
        }
    }
}
