using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>The same under <see cref="TestServer"/>, which users test with.</summary>
public sealed class TestServerTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _entered = new("the handler is entered");

    [Fact]
    public async Task Deadline_BeforeFirstByte_Answers504()
    {
        await using var app = await StartAsync(app => app.MapGet("/", async (Context ctx) =>
        {
            _entered.Set();
            await ctx.Done;
            ctx.ThrowIfDone("waiting");
        }));
        using var http = app.GetTestClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("endpoint", Assert.Single(response.Headers.GetValues(ContextHeaders.DeadlineExceeded)));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Deadline_HalfOfResponse_ClientGetsError()
    {
        await using var app = await StartAsync(app => app.MapGet("/", async (HttpContext http, Context ctx) =>
        {
            await http.StartBodyAsync();
            _entered.Set();
            await ctx.Done;
        }));
        using var http = app.GetTestClient();

        using var response = await http.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        await Signal.ThrowsAsync<HttpRequestException>(
            response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "the body ends");
    }

    [Fact]
    public async Task Deadline_AfterWholeOfKnownLength_IsLeftAlone()
    {
        await using var app = await StartAsync(app => app.MapGet("/", async (HttpContext http, Context ctx) =>
        {
            http.Response.ContentLength = 5;
            await http.StartBodyAsync("first");
            _entered.Set();
            await ctx.Done;
        }));
        using var http = app.GetTestClient();

        var call = http.GetStringAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        Assert.Equal("first", await Signal.WaitAsync(call, "the answer arrives"));
    }

    [Fact]
    public async Task Client_Leaves_IsTheCause()
    {
        Exception? cause = null;
        var left = new Signal("the handler is left");
        await using var app = await StartAsync(app => app.MapGet("/", async (Context ctx) =>
        {
            _entered.Set();
            await Signal.WaitAsync(ctx.Done, "the context is done");
            cause = ctx.Cause;
            left.Set();
        }));
        using var http = app.GetTestClient();
        using var leaving = new CancellationTokenSource();

        var call = http.GetAsync("/", leaving.Token);
        await _entered.WaitAsync();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await left.WaitAsync();
        Assert.IsType<ClientDisconnectedException>(cause);
    }

    private async Task<WebApplication> StartAsync(Func<WebApplication, RouteHandlerBuilder> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(_clock).AddPlumbline();
        var app = builder.Build();
        app.UsePlumbline();
        map(app).WithDeadline(_limit);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
