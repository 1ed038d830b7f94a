using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>All cells of one candidate under one fault.</summary>
/// <param name="Fault">The fault's name.</param>
/// <param name="Candidate">The candidate's id.</param>
/// <param name="Cells">One for each seed; at least one.</param>
internal sealed record Summary(string Fault, string Candidate, IReadOnlyList<CellResult> Cells)
{
    /// <summary>What they say.</summary>
    public Verdict Verdict { get; } = Verdict.Of(Cells);

    /// <summary>How many of them a busy machine disturbed.</summary>
    public int Disturbed => Cells.Count(static cell => cell.IsDisturbed);

    /// <summary>Groups cells, in the order in which faults and candidates are listed.</summary>
    public static IReadOnlyList<Summary> Of(IEnumerable<CellResult> cells) =>
    [
        .. cells
            .GroupBy(static cell => (cell.Key.Fault, cell.Key.Candidate))
            .OrderBy(static group => Candidates.Rank(group.Key.Candidate))
            .Select(static group => new Summary(
                group.Key.Fault, group.Key.Candidate, [.. group.OrderBy(static cell => cell.Key.Seed)])),
    ];
}
