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

    internal static void Refused(Exception error)
    {
        if (_refused.Enabled)
            _refused.Add(1, new KeyValuePair<string, object?>("error.type", error.GetType().FullName));
    }
}
