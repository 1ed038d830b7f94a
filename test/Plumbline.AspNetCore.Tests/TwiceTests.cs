using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>The middleware twice in one pipeline, as where a group or a tenant adds its own: two contexts, and each end is told once.</summary>
public sealed class TwiceTests : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _entered = new("the handler is entered");
    private readonly Signal _over = new("the request is over");
    private readonly Activity _span = new("the request's span");
    private readonly List<Context> _between = [];
    private readonly List<string?> _remaining = [];
    private RecordedMeasurements? _ours;
    private CancellationToken _afterwards;

    [Fact]
    public async Task Context_BetweenTheTwo_IsTheOuterBeforeAndAfter()
    {
        await using var server = await StartAsync(app =>
            app.Use(async (http, next) =>
            {
                _between.Add(http.RequestContext());
                await next(http);
                _between.Add(http.RequestContext());
                _between.Add(Context.From(http.RequestAborted));
            }));
        using var http = server.CreateClient();

        using var response = await http.GetAsync("/fast", TestContext.Current.CancellationToken);

        await _over.WaitAsync();
        Assert.Equal([_between[0], _between[0], _between[0]], _between);
    }

    [Fact]
    public async Task Inner_RunsAgain_IsBelowTheOuterBothTimes()
    {
        await using var server = await StartAsync(app =>
        {
            app.UseStatusCodePagesWithReExecute("/again");
            app.UseRouting();
        });
        using var http = server.CreateClient();

        var call = http.GetStringAsync("/teapot", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit * 2);

        // The deadline of the outer one is the nearer in the error page, too.
        await Signal.ThrowsAsync<HttpRequestException>(call, "the call ends");
        await _over.WaitAsync();
        Assert.Equal(["00:00:10", "00:00:10"], _remaining);
    }

    [Fact]
    public async Task Inner_EndsSoonerAfterResponseHasStarted_IsToldOnce()
    {
        await using var server = await StartAsync(static _ => { });
        using var http = server.CreateClient();

        using var response = await http.GetAsync("/half", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        await Signal.ThrowsAsync<HttpRequestException>(
            response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "the body ends");
        await _over.WaitAsync();
        Assert.Equal(
            ["plumbline.outcome=deadline_exceeded plumbline.cause=System.TimeoutException plumbline.deadline.owner=endpoint http.route=/half"],
            _ours!.Of("plumbline.server.request.ended"));
        Assert.Equal(
            ["plumbline.outcome=deadline_exceeded", "plumbline.cause=System.TimeoutException", "plumbline.deadline.owner=endpoint"],
            _span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Where(tag => tag.StartsWith("plumbline", StringComparison.Ordinal)));
        var (_, text) = Assert.Single(server.Log.Entries, IsEnd);
        Assert.StartsWith("The response of HTTP: GET /half had started and was aborted: ", text, StringComparison.Ordinal);
        Assert.True(_afterwards.IsCancellationRequested);
    }

    public void Dispose()
    {
        _ours?.Dispose();
        _span.Dispose();
    }

    private static bool IsEnd((LogLevel Level, string Text) entry) =>
        entry.Text.StartsWith("The request to ", StringComparison.Ordinal) || entry.Text.StartsWith("The response of ", StringComparison.Ordinal);

    private Task<LoopbackServer> StartAsync(Action<WebApplication> between) =>
        LoopbackServer.StartAsync(
            "1.1",
            app =>
            {
                _ours = new RecordedMeasurements(app.Services.GetRequiredService<IMeterFactory>());
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
                        _afterwards = http.RequestAborted;
                        _over.Set();
                    }
                });
                app.UsePlumbline();
                between(app);
                app.UsePlumbline();
                app.MapGet("/fast", () => "");
                app.MapGet("/teapot", (Context ctx) =>
                {
                    _remaining.Add($"{ctx.Remaining}");
                    return Results.StatusCode(StatusCodes.Status418ImATeapot);
                });
                app.MapGet("/again", async (Context ctx) =>
                {
                    _remaining.Add($"{ctx.Remaining}");
                    _entered.Set();
                    await ctx.Done;
                    ctx.ThrowIfDone("waiting");
                }).WithDeadline(_limit * 4);
                app.MapGet("/half", async (HttpContext http, Context ctx) =>
                {
                    await http.StartBodyAsync();
                    _entered.Set();
                    await ctx.Done;
                }).WithDeadline(_limit);
            },
            services => services.AddSingleton<TimeProvider>(_clock).AddPlumbline(options => options.DefaultDeadline = _limit * 2));

    private sealed class Span(Activity activity) : IHttpActivityFeature
    {
        public Activity Activity { get; set; } = activity;
    }
}
