using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>How the context gets into a request, and what is said when a part is missing.</summary>
public sealed class PipelineTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Context_AsParameter_IsTheRequests()
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app =>
            app.MapGet("/{id:int}", (int id, Context ctx, CancellationToken token, HttpContext http) =>
                id == 7 && ctx == http.RequestContext() && ctx.Token == token && ctx.Token == http.RequestAborted && ctx.Clock == _clock));
        using var http = server.CreateClient();

        Assert.Equal("true", await http.GetStringAsync("/7", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Contexts_OfTwoRequests_AreTwo()
    {
        var seen = new List<Context>();
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app =>
            app.MapGet("/", (Context ctx) => seen.Add(ctx)));
        using var http = server.CreateClient();

        using var first = await http.GetAsync("/", TestContext.Current.CancellationToken);
        using var second = await http.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal(2, seen.Count);
        Assert.NotEqual(seen[0], seen[1]);
    }

    [Theory]
    [InlineData("/throws")]
    [InlineData("/teapot")]
    public async Task Context_PipelineRunsAgainInTheSameScope_IsTheNewRuns(string path)
    {
        var first = Context.Background;
        await using var server = await LoopbackServer.StartAsync(
            "1.1",
            app =>
            {
                app.UseExceptionHandler("/again");
                app.UseStatusCodePagesWithReExecute("/again");
                app.UseRouting();
                app.UsePlumbline();
                app.MapGet("/throws", void (Context ctx) =>
                {
                    first = ctx;
                    throw new InvalidOperationException("handled by running the pipeline again");
                });
                app.MapGet("/teapot", (Context ctx) =>
                {
                    first = ctx;
                    return Results.StatusCode(StatusCodes.Status418ImATeapot);
                });
                app.MapGet("/again", (Context ctx, HttpContext http, CancellationToken token) =>
                    $"{first.IsDone}, {ctx.IsDone}, {ctx == http.RequestContext()}, {ctx.Token == token}");
            },
            services => services.AddPlumbline());
        using var http = server.CreateClient();

        using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal("True, False, True, True", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RequestAborted_OutsideMiddleware_IsTheOriginalBeforeAndAfter()
    {
        var before = CancellationToken.None;
        var inside = CancellationToken.None;
        var after = CancellationToken.None;
        await using var server = await LoopbackServer.StartAsync(
            "1.1",
            app =>
            {
                app.Use(async (http, next) =>
                {
                    before = http.RequestAborted;
                    try
                    {
                        await next(http);
                    }
                    finally
                    {
                        after = http.RequestAborted;
                    }
                });
                app.UsePlumbline();
                app.Run(http =>
                {
                    inside = http.RequestAborted;
                    throw new InvalidOperationException("restored even then");
                });
            },
            services => services.AddPlumbline());
        using var http = server.CreateClient();

        using var response = await http.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(before, after);
        Assert.NotEqual(before, inside);
    }

    [Fact]
    public async Task Request_WithoutServer_HasContextAllTheSame()
    {
        var app = new ApplicationBuilder(new ServiceCollection().AddLogging().AddPlumbline().BuildServiceProvider());
        Context? seen = null;
        app.UsePlumbline();
        app.Run(http =>
        {
            seen = http.RequestContext();
            http.Abort();
            return Task.CompletedTask;
        });
        var http = new DefaultHttpContext();

        await app.Build()(http);

        Assert.IsType<RequestAbortedException>(seen!.Value.Cause);
    }

    [Fact]
    public void RequestContext_MiddlewareMissing_SaysWhatToAdd()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new DefaultHttpContext().RequestContext());

        Assert.StartsWith("There is no request context here: add app.UsePlumbline() before the endpoints.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UsePlumbline_ServicesMissing_SaysWhatToAdd()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => LoopbackServer.StartAsync("1.1", app => app.UsePlumbline()));

        Assert.Equal(
            "app.UsePlumbline() needs its services: add builder.Services.AddPlumbline() before the application is built.", error.Message);
    }

    [Fact]
    public async Task UsePlumbline_BeforeRouting_DoesNotStart()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => LoopbackServer.StartAsync(
            "1.1",
            app =>
            {
                app.UsePlumbline();
                app.UseRouting();
                app.MapGet("/", (Context ctx) => $"{ctx.Remaining}").WithDeadline(TimeSpan.FromSeconds(5));
            },
            services => services.AddPlumbline()));

        Assert.Equal(
            "The deadline of endpoint 'HTTP: GET /' would not be applied: app.UsePlumbline() must come after app.UseRouting().", error.Message);
    }

    [Fact]
    public async Task UsePlumbline_NotCalled_WarnsThatDeadlineHasNoEffect()
    {
        await using var server = await LoopbackServer.StartAsync(
            "1.1", app => app.MapGet("/", () => "").WithDeadline(TimeSpan.FromSeconds(5)), services => services.AddPlumbline());

        Assert.Contains(
            (LogLevel.Warning, "The deadline of endpoint 'HTTP: GET /' has no effect: app.UsePlumbline() was not called."), server.Log.Entries);
    }

    [Fact]
    public async Task UsePlumbline_OutsideExceptionHandler_WarnsAtStart()
    {
        await using var server = await LoopbackServer.StartAsync(
            "1.1",
            app =>
            {
                app.UsePlumbline();
                app.UseExceptionHandler("/error");
            },
            services => services.AddPlumbline());

        Assert.Contains(server.Log.Entries, IsHandlerWarning);
    }

    [Fact]
    public async Task UsePlumbline_InsideExceptionHandler_DoesNotWarn()
    {
        await using var server = await LoopbackServer.StartAsync(
            "1.1",
            app =>
            {
                app.UseExceptionHandler("/error");
                app.UsePlumbline();
            },
            services => services.AddPlumbline());

        Assert.DoesNotContain(server.Log.Entries, IsHandlerWarning);
    }

    private static bool IsHandlerWarning((LogLevel Level, string Text) entry) =>
        entry.Level == LogLevel.Warning
        && entry.Text == "app.UseExceptionHandler() comes after app.UsePlumbline() and takes a deadline for a client that left: put it before.";
}
