using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>Calls that are not sent are counted.</summary>
public sealed class HttpMetricsTests
{
    [Fact]
    public async Task GetAsync_NotSent_IsCountedWithItsReason()
    {
        var clock = new FakeTimeProvider();
        var counted = new List<string>();
        using var listener = Listen(counted);
        using var http = new HttpClient(new UnreachableHandler());
        using var expired = Context.Root(clock).WithTimeout(TimeSpan.FromMicroseconds(500), out var late);
        using var cancel = Context.Root(clock).WithCancel(out var canceled);
        cancel.Cancel();

        await Assert.ThrowsAsync<DeadlineExceededException>(() => http.GetAsync(late, "http://localhost/"));
        await Assert.ThrowsAsync<ContextCanceledException>(() => http.GetAsync(canceled, "http://localhost/"));

        Assert.Equal(
            ["{request} 1 Plumbline.DeadlineExceededException", "{request} 1 Plumbline.ContextCanceledException"], counted);
    }

    [Fact]
    public async Task GetAsync_Sent_IsNotCounted()
    {
        var counted = new List<string>();
        using var listener = Listen(counted);
        using var http = new HttpClient(new AnsweringHandler());
        using var cancel = Context.Root(new FakeTimeProvider()).WithTimeout(TimeSpan.FromSeconds(1), out var ctx);

        await http.GetAsync(ctx, "http://localhost/");

        Assert.Empty(counted);
    }

    // Other tests are refused calls at the same time: on a fake clock, and in memory, this one's never leave its thread.
    private static MeterListener Listen(List<string> counted)
    {
        var thread = Environment.CurrentManagedThreadId;
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "plumbline.http.client.refused_requests")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, number, tags, _) =>
        {
            if (Environment.CurrentManagedThreadId == thread)
                counted.Add($"{instrument.Unit} {number} {tags[0].Value}");
        });
        listener.Start();
        return listener;
    }
}
