namespace Plumbline.Tests.Architecture;

/// <summary>A region of the compiled samples that pages quote.</summary>
/// <param name="Name">What the marker in a page calls it.</param>
/// <param name="Code">Its lines, moved to the left margin.</param>
internal sealed record CodeRegion(string Name, string Code)
{
    private const string Start = "#region ";

    internal static IEnumerable<CodeRegion> InSamples() => Repository.Find("samples/Snippets", "*.cs").SelectMany(In);

    private static IEnumerable<CodeRegion> In(string file)
    {
        string[] lines = Repository.ReadLines(file);
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimStart();
            if (line.StartsWith(Start, StringComparison.Ordinal))
            {
                int margin = lines[i].Length - line.Length;
                int end = Array.FindIndex(lines, i, l => l.TrimStart() == "#endregion");
                IEnumerable<string> body = lines[(i + 1)..end].Select(l => l.Length < margin ? l.TrimStart() : l[margin..]);
                yield return new CodeRegion(line[Start.Length..], string.Join('\n', body));
            }
        }
    }
}
