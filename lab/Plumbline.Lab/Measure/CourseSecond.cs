namespace Plumbline.Lab.Measure;

/// <summary>One second of a cell.</summary>
/// <param name="Second">0 is the first second of the warm-up.</param>
/// <param name="Home">Answers of <c>/home</c> that came in time.</param>
/// <param name="HomePeople">People who came for <c>/home</c>: so many answers would have come without a fault.</param>
/// <param name="HomeP50">Half of the answers took at most this.</param>
/// <param name="HomeWorst">The slowest answer.</param>
/// <param name="Report">Answers of <c>/report</c> that came in time.</param>
/// <param name="ReportPeople">People who came for <c>/report</c>.</param>
/// <param name="ReportP50">Half of the answers took at most this.</param>
/// <param name="ReportWorst">The slowest answer.</param>
/// <param name="EdgeInFlight">The most requests in the edge at a sample of this second; null when there was no sample.</param>
/// <param name="MidInFlight">The same in mid.</param>
/// <param name="UpstreamInFlight">The same in the upstream.</param>
/// <param name="WorkersBusy">Workers of the upstream at work, on average.</param>
/// <param name="WorkersForNobody">Of those, workers at work for people who had left.</param>
internal sealed record CourseSecond(
    int Second,
    int Home,
    int HomePeople,
    TimeSpan? HomeP50,
    TimeSpan? HomeWorst,
    int Report,
    int ReportPeople,
    TimeSpan? ReportP50,
    TimeSpan? ReportWorst,
    int? EdgeInFlight,
    int? MidInFlight,
    int? UpstreamInFlight,
    double WorkersBusy,
    double WorkersForNobody);
