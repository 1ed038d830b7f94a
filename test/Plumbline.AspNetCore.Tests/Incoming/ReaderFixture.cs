using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>A reader with its clock, log and counters, and requests for it.</summary>
internal sealed class ReaderFixture : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly RecordedCounters _counters;

    public ReaderFixture(Action<IncomingDeadlineOptions>? configure = null, TimeProvider? clock = null)
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        var options = new IncomingDeadlineOptions();
        configure?.Invoke(options);
        _counters = new RecordedCounters(factory);
        Reader = new IncomingDeadlineReader(options, clock ?? Clock, Log, factory);
    }

    public FakeTimeProvider Clock { get; } = new();

    public RecordedLog Log { get; } = new();

    public IncomingDeadlineReader Reader { get; }

    public string Counted => string.Join(", ", _counters.Counted);

    public IncomingDeadline Read(string header, params string[] values) =>
        Reader.Read(Request((header, values)), Timeout.InfiniteTimeSpan);

    public IncomingDeadline Read(params (string Name, string[] Values)[] headers) =>
        Reader.Read(Request(headers), Timeout.InfiniteTimeSpan);

    public static HttpContext Request(params (string Name, string[] Values)[] headers)
    {
        var request = new DefaultHttpContext();
        request.Request.Method = HttpMethods.Get;
        foreach (var (name, values) in headers)
            request.Request.Headers[name] = values;
        return request;
    }

    public void Dispose()
    {
        _counters.Dispose();
        _services.Dispose();
    }
}
