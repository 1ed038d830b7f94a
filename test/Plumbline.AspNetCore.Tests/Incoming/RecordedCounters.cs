using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>What the counters of one meter factory counted, as "invalid context-ttl-ms".</summary>
internal sealed class RecordedCounters : IDisposable
{
    private const string Prefix = "plumbline.server.deadline.";

    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<string> _counted = [];

    public RecordedCounters(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ServerMeter.Name
                && instrument.Name.StartsWith(Prefix, StringComparison.Ordinal)
                && ReferenceEquals(instrument.Meter.Scope, factory))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            _counted.Enqueue($"{instrument.Name.Replace(Prefix, "", StringComparison.Ordinal)} {(tags.IsEmpty ? "none" : tags[0].Value)}{(value == 1 ? "" : $" {value}")}"));
        _listener.Start();
    }

    public IReadOnlyCollection<string> Counted => [.. _counted.Order(StringComparer.Ordinal)];

    public void Dispose() => _listener.Dispose();
}
