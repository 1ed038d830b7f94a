using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Plumbline.Concurrency;

/// <summary>What flights tell the meter <c>Plumbline</c>.</summary>
internal static class FlightMetrics
{
    private static readonly Meter _meter = new("Plumbline");

    internal static UpDownCounter<long> Live { get; } = _meter.CreateUpDownCounter<long>(
        "plumbline.flight.live", "{flight}", "Flights that somebody waits for.");

    internal static UpDownCounter<long> Callers { get; } = _meter.CreateUpDownCounter<long>(
        "plumbline.flight.callers", "{caller}", "Callers that wait for a flight.");

    internal static UpDownCounter<long> Orphans { get; } = _meter.CreateUpDownCounter<long>(
        "plumbline.flight.orphans", "{flight}", "Work that still runs although nobody waits for it any more.");

    internal static Counter<long> Abandoned { get; } = _meter.CreateCounter<long>(
        "plumbline.flight.abandoned", "{flight}", "Flights that were stopped because their last caller left.");

    internal static TagList Tag(string? name)
    {
        TagList tags = default;
        if (name is not null)
        {
            tags.Add("plumbline.flight.name", name);
        }

        return tags;
    }
}
