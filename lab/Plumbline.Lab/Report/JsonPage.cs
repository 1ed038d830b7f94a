using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary><see cref="PageFigures"/> in JSON.</summary>
internal sealed record JsonPage(
    string Page,
    Phase Phase,
    int People,
    int Clicks,
    int AnsweredInTime,
    double GoodputPerSecond,
    double ShareOfPeople,
    double? P50Seconds,
    double? P99Seconds)
{
    /// <summary>Builds it.</summary>
    public static JsonPage From(Page page, Phase phase, PageFigures figures) => new(
        page.Path(),
        phase,
        figures.People,
        figures.Clicks,
        figures.Answered,
        figures.PerSecond,
        figures.ShareOfPeople,
        figures.P50?.TotalSeconds,
        figures.P99?.TotalSeconds);
}
