using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Plumbline.Concurrency;

/// <summary>What flights tell the meter <c>Plumbline</c>.</summary>
internal static class FlightMetrics
{
    private static readonly FlightCounts _unnamed = new(name: null);
    private static readonly ConcurrentDictionary<string, FlightCounts> _named = new();

    static FlightMetrics()
    {
        // Observed rather than added to and taken from: a listener that comes in between would see less than none.
        Observe("plumbline.flight.live", "{flight}", "Flights that somebody waits for.", static counts => counts.Live);
        Observe("plumbline.flight.callers", "{caller}", "Callers that wait for a flight.", static counts => counts.Callers);
        Observe("plumbline.flight.orphans", "{flight}", "Work that still runs although nobody waits for it any more.", static counts => counts.Orphans);
    }

    internal static Counter<long> Abandoned { get; } = ContextMeter.Instance.CreateCounter<long>(
        "plumbline.flight.abandoned", "{flight}", "Flights that were stopped because their last caller left.");

    /// <summary>The counts that all flights of a name share; they are kept for good.</summary>
    internal static FlightCounts CountsOf(string? name) =>
        name is null ? _unnamed : _named.GetOrAdd(name, static name => new FlightCounts(name));

    private static void Observe(string instrument, string unit, string description, Func<FlightCounts, long> read) =>
        ContextMeter.Instance.CreateObservableUpDownCounter(
            instrument,
            () => _named.Values.Prepend(_unnamed).Select(counts => new Measurement<long>(read(counts), counts.Tags)),
            unit,
            description);
}
