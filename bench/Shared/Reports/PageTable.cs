using System.Text;

namespace Plumbline.Bench;

/// <summary>A table as it stands on a page.</summary>
/// <param name="Columns">The heads of the columns; may be empty texts.</param>
/// <param name="Rows">The cells, row by row; as many in each as there are columns.</param>
internal sealed record PageTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>What was found, beside what it should be.</summary>
    internal static PageTable Of(IEnumerable<Finding> findings) => new(
        ["", "measured", "at most", "hope for", "", ""],
        [
            .. findings.Select(static finding => (string[])
            [
                finding.What,
                finding.Shown,
                finding.Aim?.LimitText ?? "",
                finding.Aim?.HopeText ?? "",
                finding.Aim?.Judge(finding.Number) ?? "",
                finding.Note,
            ]),
        ]);

    internal string ToMarkdown()
    {
        var text = new StringBuilder("|");
        foreach (string column in Columns)
        {
            text.Append(column.Length == 0 ? " |" : $" {column} |");
        }

        text.Append("\n|").Insert(text.Length, "---|", Columns.Count).Append('\n');
        foreach (IReadOnlyList<string> row in Rows)
        {
            text.Append($"| {string.Join(" | ", row)} |\n");
        }

        return text.ToString();
    }
}
