using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>What metrics and traces say of a request whose context ended early, and that they say nothing of the others.</summary>
public sealed class EndMetricsTests : IDisposable
{
    private const string Expired = "plumbline.outcome=deadline_exceeded plumbline.cause=System.TimeoutException plumbline.deadline.owner=endpoint";
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _entered = new("the handler is entered");
    private readonly Signal _again = new("the handler is entered again");
    private readonly Signal _left = new("the pipeline is left");
    private readonly Activity _span = new("the request's span");
    private RecordedMeasurements? _ours;
    private RecordedMeasurements? _durations;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Deadline_Passes_IsOnCounterDurationAndSpan(string version)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        await _durations!.First.WaitAsync();
        Assert.Equal([$"{Expired} http.route=/"], _ours!.Of("plumbline.server.request.ended"));
        Assert.Contains(Expired, Assert.Single(_durations.Of("http.server.request.duration")), StringComparison.Ordinal);
        Assert.Equal(Expired, TagsOf(_span));
        Assert.Equal(ActivityStatusCode.Unset, _span.Status);
    }

    [Fact]
    public async Task Client_Leaves_IsCanceledAndItsCause()
    {
        await using var server = await StartAsync("1.1");
        using var http = server.CreateClient();
        using var leaving = new CancellationTokenSource();

        var call = http.GetAsync("/", leaving.Token);
        await _entered.WaitAsync();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _left.WaitAsync();
        Assert.Equal(
            ["plumbline.outcome=canceled plumbline.cause=Plumbline.AspNetCore.ClientDisconnectedException http.route=/"],
            _ours!.Of("plumbline.server.request.ended"));
        Assert.Equal("plumbline.outcome=canceled plumbline.cause=Plumbline.AspNetCore.ClientDisconnectedException", TagsOf(_span));
    }

    [Fact]
    public async Task Handler_FailsOtherwiseAfterDeadline_IsOnCounterSpanAndLog()
    {
        await using var server = await StartAsync("1.1");
        using var http = server.CreateClient();

        var call = http.GetAsync("/fails", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        await _left.WaitAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal([$"{Expired} http.route=/fails"], _ours!.Of("plumbline.server.request.ended"));
        Assert.Equal(Expired, TagsOf(_span));
        var (level, _) = Assert.Single(server.Log.Entries, entry => entry.Text.StartsWith(
            "The request to HTTP: GET /fails failed in another way after its context had ended: context deadline exceeded", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Debug, level);
    }

    [Fact]
    public async Task ErrorPage_EndsAsWell_DurationHasTheAttributesOnce()
    {
        await using var server = await StartAsync("1.1");
        using var http = server.CreateClient();

        var call = http.GetAsync("/twice", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);
        await _again.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        await _durations!.First.WaitAsync();
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal(2, Assert.Single(_durations.Of("http.server.request.duration")).Split("plumbline.outcome").Length);
    }

    [Fact]
    public async Task Request_InTime_SaysNothing()
    {
        await using var server = await StartAsync("1.1");
        using var http = server.CreateClient();

        using var response = await http.GetAsync("/fast", TestContext.Current.CancellationToken);

        await _durations!.First.WaitAsync();
        Assert.Empty(_ours!.Of("plumbline.server.request.ended"));
        Assert.DoesNotContain("plumbline", Assert.Single(_durations.Of("http.server.request.duration")), StringComparison.Ordinal);
        Assert.Empty(TagsOf(_span));
    }

    public void Dispose()
    {
        _ours?.Dispose();
        _durations?.Dispose();
        _span.Dispose();
    }

    private static string TagsOf(Activity span) =>
        string.Join(' ', span.TagObjects.Where(tag => tag.Key.StartsWith("plumbline", StringComparison.Ordinal)).Select(tag => $"{tag.Key}={tag.Value}"));

    private Task<LoopbackServer> StartAsync(string version) =>
        LoopbackServer.StartAsync(
            version,
            app =>
            {
                var meters = app.Services.GetRequiredService<IMeterFactory>();
                _ours = new RecordedMeasurements(meters);
                _durations = new RecordedMeasurements(meters, "http.server.request.duration");
                app.Use(async (http, next) =>
                {
                    _span.IsAllDataRequested = true;
                    http.Features.Set<IHttpActivityFeature>(new Span(_span));
                    try
                    {
                        await next(http);
                    }
                    finally
                    {
                        _left.Set();
                    }
                });
                app.Use(async (http, next) =>
                {
                    try
                    {
                        await next(http);
                    }
                    catch (NotSupportedException)
                    {
                        // As exception handlers do.
                        await next(http);
                    }
                });
                app.UsePlumbline();
                app.MapGet("/twice", async Task (Context ctx) =>
                {
                    var isAgain = _entered.IsSet;
                    (isAgain ? _again : _entered).Set();
                    await ctx.Done;
                    ctx.ThrowIfDone(isAgain ? "again" : throw new NotSupportedException("handled by running the pipeline again"));
                }).WithDeadline(_limit);
                app.MapGet("/", async (Context ctx) =>
                {
                    _entered.Set();
                    await ctx.Done;
                    ctx.ThrowIfDone("waiting");
                }).WithDeadline(_limit);
                app.MapGet("/fails", async Task (Context ctx) =>
                {
                    _entered.Set();
                    await ctx.Done;
                    throw new InvalidOperationException("for a reason of its own");
                }).WithDeadline(_limit);
                app.MapGet("/fast", () => Results.NoContent()).WithDeadline(_limit);
            },
            services => services.AddSingleton<TimeProvider>(_clock).AddPlumbline());

    private sealed class Span(Activity activity) : IHttpActivityFeature
    {
        public Activity Activity { get; set; } = activity;
    }
}
