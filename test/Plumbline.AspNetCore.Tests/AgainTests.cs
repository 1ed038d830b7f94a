using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Plumbline.AspNetCore.Incoming;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>An error page runs the pipeline again: with a limit of its own, in what its caller has left, and counted once.</summary>
public sealed class AgainTests
{
    private const string Ttl = "Context-TTL-Ms";
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(30);
    private readonly FakeTimeProvider _clock = new();
    private TimeSpan? _first;

    [Fact]
    public async Task Limit_OfErrorPage_BeginsAnew()
    {
        await using var server = await StartAsync(TimeProvider.System, waited: _limit / 2);

        var again = await AgainAsync(server, ttl: null);

        Assert.InRange(_first!.Value, TimeSpan.FromTicks(1), _limit / 2);
        Assert.InRange(again, _limit / 2 + TimeSpan.FromMinutes(1), _limit);
    }

    [Fact]
    public async Task Caller_InErrorPage_HasWhatItsActivityLeaves()
    {
        await using var server = await StartAsync(TimeProvider.System, waited: _limit / 2);

        var again = await AgainAsync(server, ttl: "1200000");

        Assert.InRange(again, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData("60000", 50)]
    [InlineData("9999999999", 1800)]
    [InlineData("1805000", 1795)]
    public async Task Caller_InErrorPageWithoutActivity_HasWhatIsLeftSinceItWasHeard(string ttl, int seconds)
    {
        await using var server = await StartAsync(_clock, waited: TimeSpan.Zero);

        Assert.Equal(TimeSpan.FromSeconds(seconds), await AgainAsync(server, ttl));
    }

    [Theory]
    [InlineData("9999999999", "clipped context-ttl-ms, received context-ttl-ms")]
    [InlineData("soon", "invalid context-ttl-ms, received context-ttl-ms")]
    public async Task Header_OfRequestWithErrorPage_IsCountedOnce(string ttl, string counted)
    {
        await using var server = await StartAsync(_clock, waited: TimeSpan.Zero);
        using var counters = new RecordedCounters(server.Services.GetRequiredService<IMeterFactory>());

        await AgainAsync(server, ttl);

        Assert.Equal(counted, string.Join(", ", counters.Counted));
    }

    private static async Task<TimeSpan> AgainAsync(LoopbackServer server, string? ttl)
    {
        using var http = server.CreateClient();
        http.DefaultRequestHeaders.TryAddWithoutValidation(Ttl, ttl is null ? [] : [ttl]);
        using var response = await http.GetAsync("/teapot", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode)StatusCodes.Status418ImATeapot, response.StatusCode);
        return TimeSpan.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
    }

    private Task<LoopbackServer> StartAsync(TimeProvider clock, TimeSpan waited) =>
        LoopbackServer.StartAsync(
            "1.1",
            app =>
            {
                app.Use((http, next) =>
                {
                    http.Features.Set<IHttpActivityFeature>(new Arrived(TimeProvider.System.GetUtcNow().UtcDateTime - waited));
                    return next(http);
                });
                app.UseStatusCodePagesWithReExecute("/again");
                app.UseRouting();
                app.UsePlumbline();
                app.MapGet("/teapot", (Context ctx) =>
                {
                    _first = ctx.Remaining;
                    _clock.Advance(TimeSpan.FromSeconds(10));
                    return Results.StatusCode(StatusCodes.Status418ImATeapot);
                });
                app.MapGet("/again", (Context ctx) => $"{ctx.Remaining}");
            },
            services => services.AddSingleton(clock).AddPlumbline(options => options.DefaultDeadline = _limit));

    private sealed class Arrived(DateTime at) : IHttpActivityFeature
    {
        public Activity Activity { get; set; } = new Activity("request").SetStartTime(at);
    }
}
