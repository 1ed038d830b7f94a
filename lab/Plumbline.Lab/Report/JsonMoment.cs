namespace Plumbline.Lab.Report;

/// <summary>One second of a run, for a chart.</summary>
/// <param name="Second">0 is the first second of the warm-up.</param>
/// <param name="HomePerSecond">Goodput of <c>/home</c>.</param>
/// <param name="ReportPerSecond">Goodput of <c>/report</c>.</param>
/// <param name="EdgeInFlight">Requests in the edge at the end of the second.</param>
/// <param name="UpstreamInFlight">Calls in the upstream at the end of the second.</param>
internal sealed record JsonMoment(
    int Second, double HomePerSecond, double ReportPerSecond, double EdgeInFlight, double UpstreamInFlight);
