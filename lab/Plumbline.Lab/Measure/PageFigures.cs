namespace Plumbline.Lab.Measure;

/// <summary>How people fared with one page in one phase.</summary>
/// <param name="People">People who came (first clicks).</param>
/// <param name="Clicks">Clicks made.</param>
/// <param name="Answered">Answers that arrived in the phase before the person left: the goodput.</param>
/// <param name="PerSecond">The same, a second.</param>
/// <param name="ShareOfPeople">
/// Answers to people who came in the phase. It passes 1 when people of the phase before get their answer on a later click.
/// </param>
/// <param name="P50">Half of the answers took at most this, from the intended click; null when there were none.</param>
/// <param name="P99">99 % of the answers took at most this; null when there were none.</param>
internal sealed record PageFigures(
    int People, int Clicks, int Answered, double PerSecond, double ShareOfPeople, TimeSpan? P50, TimeSpan? P99);
