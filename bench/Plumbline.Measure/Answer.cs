namespace Plumbline.Measure;

/// <summary>A question with what was found.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Findings">What was found.</param>
/// <param name="Took">How long that took.</param>
internal sealed record Answer(IQuestion Question, IReadOnlyList<Finding> Findings, TimeSpan Took);
