using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Plumbline.AspNetCore;

/// <summary>What the meters of one factory measured: the tags of each measurement, as "name=value name=value".</summary>
internal sealed class RecordedMeasurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Instrument, string Tags)> _measured = [];
    private readonly string _instruments;

    /// <param name="factory">Whose.</param>
    /// <param name="instruments">What the names begin with.</param>
    public RecordedMeasurements(IMeterFactory factory, string instruments = "plumbline.server.request.")
    {
        _instruments = instruments;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name.StartsWith(_instruments, StringComparison.Ordinal) && ReferenceEquals(instrument.Meter.Scope, factory))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add(instrument, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, tags));
        _listener.Start();
    }

    public Loopback.Signal First { get; } = new("something is measured");

    public IReadOnlyList<string> Of(string instrument) =>
        [.. _measured.Where(measured => measured.Instrument == instrument).Select(measured => measured.Tags)];

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _measured.Enqueue((instrument.Name, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
        First.Set();
    }
}
