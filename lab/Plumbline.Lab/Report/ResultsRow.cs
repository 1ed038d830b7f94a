using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>One candidate under one fault, over seeds.</summary>
/// <param name="Fault">The fault's name.</param>
/// <param name="Candidate">The candidate's id.</param>
/// <param name="Name">What it is.</param>
/// <param name="Verdict">"stays up", "suffers" or "goes down".</param>
/// <param name="Seeds">The seeds that were measured.</param>
/// <param name="Disturbed">Those of them in which the machine was too busy.</param>
/// <param name="Figures">The figures by id.</param>
internal sealed record ResultsRow(
    string Fault,
    string Candidate,
    string Name,
    string Verdict,
    IReadOnlyList<int> Seeds,
    IReadOnlyList<int> Disturbed,
    IReadOnlyDictionary<string, Spread> Figures)
{
    /// <summary>Builds it.</summary>
    public static ResultsRow From(Summary summary) => new(
        summary.Fault,
        summary.Candidate,
        Candidates.Long(summary.Candidate),
        PageVerdict.Word(summary.Verdict),
        [.. summary.Cells.Select(static cell => cell.Key.Seed)],
        [.. summary.Cells.Where(static cell => cell.IsDisturbed).Select(static cell => cell.Key.Seed)],
        Report.Figures.All.ToDictionary(static figure => figure.Id, figure => figure.Over(summary.Cells)));
}
