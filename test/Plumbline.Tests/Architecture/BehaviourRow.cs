using System.Text.RegularExpressions;

namespace Plumbline.Tests.Architecture;

/// <summary>A row of docs/behaviours.md.</summary>
/// <param name="Number">B57.</param>
/// <param name="Verdict">matched, bettered, not applicable, or later.</param>
/// <param name="Tests">Type.Method of tests that the row names.</param>
internal sealed partial record BehaviourRow(string Number, string Verdict, IReadOnlyList<string> Tests)
{
    private const int Cells = 5;

    internal bool IsPromised => Verdict is "matched" or "bettered";

    internal static BehaviourRow[] ReadAll() =>
    [
        .. Repository.ReadLines("docs/behaviours.md")
            .Where(line => line.StartsWith("| B", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split(" | ", Cells, StringSplitOptions.TrimEntries))
            .Select(cells => new BehaviourRow(cells[0], cells[2], [.. TestName().Matches(cells[^1]).Select(match => match.Groups[1].Value)])),
    ];

    [GeneratedRegex(@"`(\w+\.\w+)`")]
    private static partial Regex TestName();
}
