using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>What a request waited between the start of its activity and the middleware is charged, whatever limits it.</summary>
public sealed class ArrivalTests
{
    private readonly Signal _entered = new("the handler is entered");

    [Theory]
    [InlineData("/own")]
    [InlineData("/default")]
    public async Task Limit_WaitedBefore_IsCharged(string path)
    {
        await using var server = await StartAsync(TimeSpan.FromHours(2));
        using var http = server.CreateClient();

        var left = TimeSpan.Parse(
            await http.GetStringAsync(path, TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture);

        Assert.InRange(left, TimeSpan.FromTicks(1), TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData("/own", "endpoint")]
    [InlineData("/default", "server")]
    public async Task Limit_OverOnArrival_StartsNoUserCode(string path, string owner)
    {
        await using var server = await StartAsync(TimeSpan.FromMinutes(30));
        using var http = server.CreateClient();

        using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal(owner, Assert.Single(response.Headers.GetValues(ContextHeaders.DeadlineExceeded)));
        Assert.False(_entered.IsSet);
        Assert.Single(server.Log.Entries, entry => entry.Text.StartsWith("The request to HTTP: GET /", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Limit_NextToLongLivedAndOver_StartsNoUserCode()
    {
        await using var server = await StartAsync(TimeSpan.FromMinutes(30));
        using var http = server.CreateClient();
        http.DefaultRequestHeaders.Add("Accept", "text/event-stream");

        using var response = await http.GetAsync("/default", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.False(_entered.IsSet);
    }

    [Fact]
    public async Task Limit_OtherClock_ChargesNothing()
    {
        await using var server = await StartAsync(TimeSpan.FromMinutes(30), new FakeTimeProvider());
        using var http = server.CreateClient();

        Assert.Equal("00:30:00", await http.GetStringAsync("/own", TestContext.Current.CancellationToken));
    }

    private Task<LoopbackServer> StartAsync(TimeSpan limit, TimeProvider? clock = null) =>
        LoopbackServer.StartAsync(
            "1.1",
            app =>
            {
                app.Use((http, next) =>
                {
                    http.Features.Set<IHttpActivityFeature>(new Arrived(TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromHours(1)));
                    return next(http);
                });
                app.UsePlumbline();
                app.MapGet("/own", RemainingOf).WithDeadline(limit);
                app.MapGet("/default", RemainingOf);
            },
            services => services.AddSingleton(clock ?? TimeProvider.System).AddPlumbline(options => options.DefaultDeadline = limit));

    private string RemainingOf(Context ctx)
    {
        _entered.Set();
        return $"{ctx.Remaining}";
    }

    private sealed class Arrived(DateTime at) : IHttpActivityFeature
    {
        public Activity Activity { get; set; } = new Activity("request").SetStartTime(at);
    }
}
