using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>What whoever listens to the meter sees of a flight.</summary>
public sealed class FlightMetricsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Upstream _upstream = new();
    private readonly ConcurrentDictionary<string, long> _sums = new();
    private readonly MeterListener _listener = new();
    private readonly string _name = Guid.NewGuid().ToString();

    public FlightMetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) => Listen(instrument, listener);
        _listener.SetMeasurementEventCallback<long>((instrument, by, tags, _) => Count(instrument.Name, by, tags));
    }

    private Context Root => Context.Root(_clock);

    [Fact]
    public async Task Counters_FromJoinToLanding_CountFlightsAndCallers()
    {
        _listener.Start();
        var flight = new Flight<string, string>(new() { Name = _name });
        Task<string> one = flight.RunAsync(Root, "report", _upstream.ObeyAsync);
        Task<string> other = flight.RunAsync(Root, "report", _upstream.ObeyAsync);
        Execution execution = await _upstream.NextAsync();

        (long, long) during = (Sum("plumbline.flight.live"), Sum("plumbline.flight.callers"));
        execution.Ending.SetResult("fresh");
        await Bounded.WaitAsync(Task.WhenAll(one, other), "both");

        Assert.Equal((1, 2), during);
        Spin.Until(() => (Sum("plumbline.flight.live"), Sum("plumbline.flight.callers")) == (0, 0));
        Assert.Equal(0, Sum("plumbline.flight.abandoned"));
    }

    [Fact]
    public async Task Counters_LastCallerLeft_CountTheWorkThatStillRuns()
    {
        _listener.Start();
        var flight = new Flight<string, string>(new() { Name = _name });
        using CancelScope scope = Root.WithCancel(out Context ctx);
        Task<string> caller = flight.RunAsync(ctx, "report", _upstream.IgnoreAsync);
        Execution execution = await _upstream.NextAsync();

        scope.Cancel();
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(caller, "the caller"));
        (long, long, long) after = (Sum("plumbline.flight.live"), Sum("plumbline.flight.orphans"), Sum("plumbline.flight.abandoned"));
        execution.Ending.SetResult("late");

        Assert.Equal((0, 1, 1), after);
        Spin.Until(() => Sum("plumbline.flight.orphans") == 0);
    }

    [Fact]
    public async Task Counters_SecondListenerComesInTheMiddle_SeesWhatThereIsAndNothingBelowZero()
    {
        using var early = new MeterListener { InstrumentPublished = Listen };
        early.Start();
        var flight = new Flight<string, string>(new() { Name = _name });
        Task<string> caller = flight.RunAsync(Root, "report", _upstream.ObeyAsync);
        Execution execution = await _upstream.NextAsync();

        _listener.Start();
        (long, long) during = (Sum("plumbline.flight.live"), Sum("plumbline.flight.callers"));
        execution.Ending.SetResult("fresh");
        await Bounded.WaitAsync(caller, "the caller");

        Assert.Equal((1, 1), during);
        Assert.Equal((0, 0, 0), (Sum("plumbline.flight.live"), Sum("plumbline.flight.callers"), Sum("plumbline.flight.orphans")));
    }

    [Fact]
    public void Counters_ComparerThrows_CountsNobody()
    {
        _listener.Start();
        var flight = new Flight<string, string>(new() { Name = _name, Comparer = new BrokenComparer() });

        Assert.Throws<FormatException>(() => { _ = flight.RunAsync(Root, "report", _upstream.ObeyAsync); });

        Assert.Equal((0, 0), (Sum("plumbline.flight.live"), Sum("plumbline.flight.callers")));
    }

    public void Dispose() => _listener.Dispose();

    private static void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == "Plumbline")
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    // Other tests have flights, too: ours are known by their name.
    private void Count(string instrument, long by, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 1 && tags[0].Key == "plumbline.flight.name" && _name.Equals(tags[0].Value))
        {
            // A counter tells how many more, what is observed how many there are.
            bool isTotal = instrument == "plumbline.flight.abandoned";
            _sums.AddOrUpdate(instrument, by, (_, sum) => isTotal ? sum + by : by);
        }
    }

    private long Sum(string instrument)
    {
        _listener.RecordObservableInstruments();
        return _sums.GetValueOrDefault(instrument);
    }

    private sealed class BrokenComparer : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => throw new FormatException();

        public int GetHashCode(string obj) => throw new FormatException();
    }
}
