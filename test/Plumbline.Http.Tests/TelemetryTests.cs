using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>What .NET itself emits of a request says that the context ended it, and by what kind of cause.</summary>
public sealed class TelemetryTests
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _arrived = new("the request reaches the server");
    private readonly Signal _gone = new("the server sees the client leave");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory, MemberData(nameof(Versions))]
    public async Task Span_ContextEndsRequest_HasOutcomeAndCause(string version)
    {
        await using var server = await StartAsync(version);
        using var http = CreateClient(server);
        using var listener = ListenForSpans(server, out var spans);

        await EndAsync(http);

        Assert.Equal(["deadline_exceeded System.TimeoutException"], spans.Select(Describe));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Span_ContextEndsAfterwards_HasNeither(string version)
    {
        await using var server = await StartAsync(version);
        using var http = CreateClient(server);
        using var listener = ListenForSpans(server, out var spans);
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        await http.GetStringAsync(ctx, "/ok");
        _clock.Advance(_budget);
        await Signal.WaitAsync(ctx.Done, "the context is done");

        // Nothing is left on the context that would write into a span which is over.
        Assert.Equal([" "], spans.Select(Describe));
    }

    [Fact]
    public async Task Span_ContextEndsAfterBlockingSend_HasNeither()
    {
        await using var server = await StartAsync("1.1");
        using var http = CreateClient(server);
        using var listener = ListenForSpans(server, out var spans);
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ok").WithContext(ctx);

        using var response = await Task.Run(() => http.Send(request, TestContext.Current.CancellationToken));
        _clock.Advance(_budget);
        await Signal.WaitAsync(ctx.Done, "the context is done");

        Assert.Equal([" "], spans.Select(Describe));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Duration_Enriched_HasOutcomeAndCause(string version)
    {
        await using var server = await StartAsync(version);
        using var http = CreateClient(server, new ContextPropagationOptions { EnrichMetrics = true });
        using var listener = ListenForDurations(server, out var durations);

        await EndAsync(http);
        await http.GetStringAsync(Context.Background, "/ok");

        Assert.Equal(["deadline_exceeded System.TimeoutException", " "], durations);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Duration_NotEnriched_HasNeither(string version)
    {
        await using var server = await StartAsync(version);
        using var http = CreateClient(server);
        using var listener = ListenForDurations(server, out var durations);

        await EndAsync(http);

        Assert.Equal([" "], durations);
    }

    private async Task EndAsync(HttpClient http)
    {
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        var call = http.GetAsync(ctx, "/report");
        await _arrived.WaitAsync();
        _clock.Advance(_budget);
        await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
    }

    private static string Describe(Activity span) => $"{span.GetTagItem("plumbline.outcome")} {span.GetTagItem("plumbline.cause")}";

    private static HttpClient CreateClient(LoopbackServer server, ContextPropagationOptions? options = null) =>
        server.CreateClient(new ContextPropagationHandler(options ?? new()) { InnerHandler = LoopbackServer.CreateHandler() });

    private Task<LoopbackServer> StartAsync(string version) =>
        LoopbackServer.StartAsync(version, http =>
        {
            if (http.Request.Path == "/ok")
                return http.Response.WriteAsync("ok");

            _arrived.Set();
            return http.UntilGoneAsync(_gone);
        });

    // Other tests send at the same time: this one's have the server's port.
    private static ActivityListener ListenForSpans(LoopbackServer server, out ConcurrentQueue<Activity> spans)
    {
        var seen = spans = [];
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (server.Address.Port.Equals(span.GetTagItem("server.port")))
                    seen.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener ListenForDurations(LoopbackServer server, out ConcurrentQueue<string> durations)
    {
        var seen = durations = [];
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "http.client.request.duration")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            var named = new Dictionary<string, object?>(tags.ToArray());
            if (server.Address.Port.Equals(named.GetValueOrDefault("server.port")))
                seen.Enqueue($"{named.GetValueOrDefault("plumbline.outcome")} {named.GetValueOrDefault("plumbline.cause")}");
        });
        listener.Start();
        return listener;
    }
}
