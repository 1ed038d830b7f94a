using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Plumbline.Lab.Measure;

/// <summary>Reads the meters of this process: those of the lab, of the runtime, of Kestrel and of HttpClient.</summary>
/// <remarks>It must listen before the first measurement: what went up unseen would go down below zero. Safe from any thread.</remarks>
internal sealed class MeterReader : IDisposable
{
    /// <summary>The lab's own meter.</summary>
    public const string LabMeter = "Plumbline.Lab";

    private const string StateTag = "http.connection.state";
    private static readonly string[] _meters = [LabMeter, "System.Runtime", "System.Net.Http", "Microsoft.AspNetCore.Server.Kestrel"];

    private readonly ConcurrentDictionary<string, Gauge> _gauges = new();
    private readonly ConcurrentDictionary<string, double> _observed = new();
    private readonly Lock _reading = new();
    private readonly MeterListener _listener;

    /// <summary>Begins to listen.</summary>
    /// <param name="lab">The lab's meter to listen to; null for any of that name.</param>
    public MeterReader(Meter? lab = null)
    {
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (_meters.Contains(instrument.Meter.Name) && (lab is null || instrument.Meter.Name != LabMeter || instrument.Meter == lab))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>An instrument that goes up and down, over all its tags.</summary>
    public Gauge UpAndDown(string instrument) => _gauges.GetOrAdd(instrument, static _ => new Gauge());

    /// <summary>The connections of this process's clients in one state, <c>active</c> or <c>idle</c>.</summary>
    public Gauge Connections(string state) => UpAndDown("http.client.open_connections/" + state);

    /// <summary>What the instruments say that are asked for their value, each summed over its tags; 0 for one that says nothing.</summary>
    public Func<string, double> Observe()
    {
        lock (_reading)
        {
            _observed.Clear();
            _listener.RecordObservableInstruments();
            var values = new Dictionary<string, double>(_observed);
            return name => values.GetValueOrDefault(name);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (instrument.IsObservable)
        {
            _observed.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
        }
        else if (instrument is UpDownCounter<long> or UpDownCounter<int>)
        {
            UpAndDown(instrument.Name).Add((long)value);
            foreach (var (tag, state) in tags)
            {
                if (tag == StateTag)
                {
                    UpAndDown($"{instrument.Name}/{state}").Add((long)value);
                }
            }
        }
    }
}
