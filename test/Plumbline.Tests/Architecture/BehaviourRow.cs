using System.Text.RegularExpressions;

namespace Plumbline.Tests.Architecture;

/// <summary>A row of a table of behaviours in docs.</summary>
/// <param name="Number">B57.</param>
/// <param name="Verdict">matched, bettered, not applicable, or later.</param>
/// <param name="Here">How it is here; empty where there is nothing to add.</param>
/// <param name="Tests">Type.Method of tests that the row names.</param>
internal sealed partial record BehaviourRow(string Number, string Verdict, string Here, IReadOnlyList<string> Tests)
{
    private const int Cells = 5;

    internal bool IsPromised => Verdict is "matched" or "bettered";

    /// <summary>The rows of a file, by its path from the root, whose numbers begin with a letter.</summary>
    internal static BehaviourRow[] ReadAll(string path, char letter) =>
    [
        .. Repository.ReadLines(path)
            .Where(line => line.StartsWith($"| {letter}", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split(" | ", Cells, StringSplitOptions.TrimEntries))
            .Select(cells => new BehaviourRow(
                cells[0], cells[2], cells[3].TrimEnd('|', ' '), TestsIn(cells.ElementAtOrDefault(Cells - 1) ?? ""))),
    ];

    private static string[] TestsIn(string cell) => [.. TestName().Matches(cell).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"`(\w+\.\w+)`")]
    private static partial Regex TestName();
}
