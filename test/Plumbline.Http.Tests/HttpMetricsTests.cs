using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>Calls that are not sent are counted. The counters are the whole process's, so nothing runs beside this class.</summary>
[Collection(Alone.Name)]
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

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory, MemberData(nameof(Versions))]
    public async Task GetAsync_EndedOnTheWay_IsCountedWithItsPhase(string version)
    {
        var clock = new FakeTimeProvider();
        var arrived = new Signal("the second request reaches the server");
        var gone = new Signal("the server sees the client leave the call");
        var goneFromBody = new Signal("the server sees the client leave the body");
        await using var server = await LoopbackServer.StartAsync(version, async http =>
        {
            if (http.Request.Path == "/body")
            {
                await http.StartBodyAsync();
                await http.UntilGoneAsync(goneFromBody);
                return;
            }

            arrived.Set();
            await http.UntilGoneAsync(gone);
        });
        using var http = server.CreateClient(new ContextPropagationHandler { InnerHandler = LoopbackServer.CreateHandler() });
        using var cancel = Context.Root(clock).WithTimeout(TimeSpan.FromSeconds(2), out var ctx);
        using var body = await http.GetAsync(ctx, "/body", HttpCompletionOption.ResponseHeadersRead);
        using var listener = ListenForEnded(out var counted);

        var call = http.GetAsync(ctx, "/headers");
        await arrived.WaitAsync();
        clock.Advance(TimeSpan.FromSeconds(2));
        await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
        await goneFromBody.WaitAsync();

        Assert.Equal(
            ["1 Plumbline.DeadlineExceededException body", "1 Plumbline.DeadlineExceededException headers"], counted.Order(StringComparer.Ordinal));
    }

    private static MeterListener Listen(List<string> counted)
    {
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
            counted.Add($"{instrument.Unit} {number} {tags[0].Value}");
        });
        listener.Start();
        return listener;
    }

    private static MeterListener ListenForEnded(out ConcurrentQueue<string> counted)
    {
        var seen = counted = [];
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "plumbline.http.client.ended_requests")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, number, tags, _) =>
        {
            Assert.Equal(("error.type", "plumbline.phase"), (tags[0].Key, tags[1].Key));
            seen.Enqueue($"{number} {tags[0].Value} {tags[1].Value}");
        });
        listener.Start();
        return listener;
    }
}
