using System.Diagnostics.Metrics;

namespace Plumbline.Http.Internal;

/// <summary>The counters of this package.</summary>
internal static class HttpMetrics
{
    private static readonly Meter _meter = new("Plumbline.Http");

    private static readonly Counter<long> _refused = _meter.CreateCounter<long>(
        "plumbline.http.client.refused_requests",
        "{request}",
        "Requests that were not sent because their context was done or left less than a millisecond.");

    private static readonly Counter<long> _ended = _meter.CreateCounter<long>(
        "plumbline.http.client.ended_requests",
        "{request}",
        "Requests that were sent and that their context ended, by the phase they were in.");

    internal static void Refused(Exception error)
    {
        if (_refused.Enabled)
            _refused.Add(1, new KeyValuePair<string, object?>("error.type", error.GetType().FullName));
    }

    /// <param name="ctx">A context that is done, or whose deadline is all but there.</param>
    /// <param name="phase">Where the request was.</param>
    internal static void Ended(Context ctx, CallPhase phase)
    {
        if (!_ended.Enabled)
            return;

        var error = ctx.Status == ContextStatus.Canceled ? typeof(ContextCanceledException) : typeof(DeadlineExceededException);
        _ended.Add(
            1,
            new KeyValuePair<string, object?>("error.type", error.FullName),
            new KeyValuePair<string, object?>("plumbline.phase", NameOf(phase)));
    }

    private static string NameOf(CallPhase phase) => phase switch
    {
        CallPhase.Connection => "connection",
        CallPhase.Headers => "headers",
        CallPhase.ContentOrHeaders => "content_or_headers",
        CallPhase.BetweenAttempts => "between_attempts",
        CallPhase.Body => "body",
        _ => "response",
    };
}
