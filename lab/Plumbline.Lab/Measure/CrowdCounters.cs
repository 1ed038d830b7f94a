namespace Plumbline.Lab.Measure;

/// <summary>What the clients' process says of itself while it runs; cumulative from the start.</summary>
/// <param name="People">People who have come.</param>
/// <param name="Clicks">Clicks made.</param>
/// <param name="Open">Clicks that wait for their answer now.</param>
/// <param name="HomeAnswered">Answers of <c>/home</c> that came in time.</param>
/// <param name="ReportAnswered">Answers of <c>/report</c> that came in time.</param>
/// <param name="Done">Everyone has been answered or has left, and nobody comes any more.</param>
internal sealed record CrowdCounters(int People, int Clicks, int Open, int HomeAnswered, int ReportAnswered, bool Done);
