using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>Requests that this side ends: by <c>HttpContext.Abort</c>, and because the host stops.</summary>
public sealed class CauseTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _entered = new("the handler is entered");
    private readonly Signal _drained = new("the host is draining");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H40")]
    public async Task Abort_MidHandler_IsTheCause(string version)
    {
        Exception? cause = null;
        await using var server = await PlumblineServer.StartAsync(version, _clock, app =>
            app.MapGet("/", (HttpContext http, Context ctx) =>
            {
                http.Abort();
                cause = ctx.Cause;
                _entered.Set();
                ctx.ThrowIfDone("going on");
            }));
        using var http = server.CreateClient();

        await Signal.ThrowsAsync<HttpRequestException>(http.GetAsync("/", TestContext.Current.CancellationToken), "the client is cut off");
        await _entered.WaitAsync();
        await server.StopAsync();

        Assert.Equal("The request was aborted by HttpContext.Abort.", Assert.IsType<RequestAbortedException>(cause).Message);
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Level > LogLevel.Information);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H47")]
    public async Task HostStops_RequestWithinGrace_IsDrainedAndAnswers(string version)
    {
        Context draining = default;
        var wasDone = true;
        await using var server = await StartAsync(version, app =>
            app.MapGet("/", async (Context ctx, HostContexts host) =>
            {
                draining = host.Draining;
                using var cancel = Context.Merge([ctx, host.Draining], out var both);
                _entered.Set();
                await both.Done;
                wasDone = ctx.IsDone;
                return "finished";
            }));
        using var http = server.CreateClient();

        var call = http.GetStringAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        var stopping = server.StopAsync();

        Assert.Equal("finished", await Signal.WaitAsync(call, "the answer arrives"));
        await Signal.WaitAsync(stopping, "the host has stopped");
        Assert.False(wasDone);
        Assert.Equal("The host is stopping.", Assert.IsType<HostStoppingException>(draining.Cause).Message);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H40")]
    [Trait("Behaviour", "H46")]
    [Trait("Behaviour", "H53")]
    public async Task HostStops_GraceEnds_Answers503(string version)
    {
        Exception? thrown = null;
        await using var server = await StartAsync(version, app =>
            app.MapGet("/", async (Context ctx, HostContexts host) =>
            {
                host.Draining.Register(_drained.Set);
                _entered.Set();
                await ctx.Done;
                thrown = ctx.ToException("reporting");
                ctx.ThrowIfDone("reporting");
            }));
        using var http = server.CreateClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        var stopping = server.StopAsync();
        await _drained.WaitAsync();
        _clock.Advance(TimeSpan.FromSeconds(30));

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        await Signal.WaitAsync(stopping, "the host has stopped");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.IsType<HostStoppingException>(Assert.IsType<ContextCanceledException>(thrown).InnerException);
        Assert.Equal("context canceled: reporting, The host is stopping, scope of the host ended", thrown.Message);
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Level > LogLevel.Information);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H40")]
    [Trait("Behaviour", "H48")]
    [Trait("Behaviour", "H50")]
    public async Task HostStops_ServerCutsConnection_IsTheHostsDoing(string version)
    {
        Exception? cause = null;
        await using var server = await PlumblineServer.StartAsync(version, _clock, app =>
            app.MapGet("/", async (Context ctx) =>
            {
                _entered.Set();
                await Signal.WaitAsync(ctx.Done, "the context is done");
                cause = ctx.Cause;
                _drained.Set();
            }));
        using var http = server.CreateClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();

        // The clock stands still, and only the server's own patience ends.
        await server.StopAsync();

        await _drained.WaitAsync();
        Assert.IsType<HostStoppingException>(cause);
        await Task.WhenAny(call);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H48")]
    public async Task HostStops_WithoutPatience_EndsRequestAtOnceAndSaysWhy(string version)
    {
        Exception? cause = null;
        await using var server = await StartAsync(version, app =>
            app.MapGet("/", async (Context ctx) =>
            {
                _entered.Set();
                await Signal.WaitAsync(ctx.Done, "the context is done");
                cause = ctx.Cause;
                _drained.Set();
            }));
        using var http = server.CreateClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();

        // The clock stands still. Whether stopping in such haste throws is the host's affair.
        await Task.WhenAny(server.StopAtOnceAsync());

        await _drained.WaitAsync();
        Assert.IsType<HostStoppingException>(cause);
        await Task.WhenAny(call);
    }

    [Fact]
    public async Task HostStopped_RequestArrives_StartsNoUserCode()
    {
        var wasRun = false;
        await using var server = await StartAsync("1.1", app =>
        {
            app.MapGet("/stop", async (IHostApplicationLifetime lifetime, HostContexts host) =>
            {
                lifetime.StopApplication();
                _clock.Advance(TimeSpan.FromSeconds(30));
                await Signal.WaitAsync(host.Stopping.Done, "the grace has ended");
            }).WithoutDeadline();
            app.MapGet("/", () => wasRun = true);
        });
        using var http = server.CreateClient();

        using var first = await http.GetAsync("/stop", TestContext.Current.CancellationToken);
        using var second = await http.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.False(wasRun);
    }

    // With the host's usual patience, which the fake clock does not hurry.
    private Task<LoopbackServer> StartAsync(string version, Action<WebApplication> endpoints) =>
        LoopbackServer.StartAsync(
            version,
            app =>
            {
                app.UsePlumbline();
                endpoints(app);
            },
            services => services
                .Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30))
                .AddSingleton<TimeProvider>(_clock)
                .AddPlumbline());
}
