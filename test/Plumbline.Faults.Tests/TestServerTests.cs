using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Plumbline.AspNetCore;
using Plumbline.Faults.Stage;
using Plumbline.Http;
using Plumbline.Loopback;

namespace Plumbline.Faults;

/// <summary>The service under <see cref="TestServer"/>, as users test theirs: called and calling with contexts.</summary>
public sealed class TestServerTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _callerClock = new();
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Deadline_OfCaller_GoesInAndOn()
    {
        TimeSpan? remaining = null;
        var entered = new Signal("the upstream is entered");
        await using var upstream = await Hop.StartAsync("1.1", async (ctx, _) =>
        {
            remaining = ctx.Remaining;
            entered.Set();
            await UntilDoneAsync(ctx);
        });
        using var onward = Clients.New("1.1", upstream.Address);
        await using var app = await StartAsync((ctx, http) => RelayAsync(ctx, onward, http));
        using var caller = app.GetTestClient();
        using var cancel = Context.Root(_callerClock).WithTimeout(_limit, out var ctx);

        var call = caller.GetAsync(ctx, "/");
        await entered.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal(ContextHeaders.Caller, Assert.Single(response.Headers.GetValues(ContextHeaders.DeadlineExceeded)));
        Assert.Equal(_limit, remaining);
        await upstream.Running.WaitAsync(0);
        Assert.Single(upstream.Endings).AssertCallerGone();
        onward.Dispose();
        await upstream.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Deadline_OfCallerAtItself_EndsServiceAndUpstream()
    {
        await using var upstream = await Hop.StartAsync("1.1", (ctx, _) => UntilDoneAsync(ctx));
        using var onward = Clients.New("1.1", upstream.Address);
        await using var app = await StartAsync((ctx, http) => RelayAsync(ctx, onward, http));
        using var caller = app.GetTestClient();
        using var cancel = Context.Root(_callerClock).WithTimeout(_limit, out var ctx);

        var call = caller.GetAsync(ctx, "/");
        await upstream.Started.WaitAsync(1);
        _callerClock.Advance(_limit);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends");
        Assert.True(error.IsDeadlineExceeded(ctx));
        await upstream.Running.WaitAsync(0);
        Assert.Single(upstream.Endings).AssertCallerGone();
        onward.Dispose();
        await upstream.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Cancel_MidBodyNobodyReads_IsTold()
    {
        Exception? cause = null;
        var left = new Signal("the handler is left");
        await using var app = await StartAsync(async (ctx, http) =>
        {
            await http.StartBodyAsync();
            await Signal.WaitAsync(ctx.Done, "the handler's context is done");
            cause = ctx.Cause;
            left.Set();
        });
        using var caller = app.GetTestClient();
        using var cancel = Context.Root(_callerClock).WithCancel(out var ctx);

        using var response = await Signal.WaitAsync(caller.GetAsync(ctx, "/", HttpCompletionOption.ResponseHeadersRead), "the headers arrive");
        cancel.Cancel();

        await left.WaitAsync();
        Assert.IsType<ClientDisconnectedException>(cause);
        await Signal.ThrowsAsync<ContextCanceledException>(
            response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "the read fails");
    }

    [Fact]
    public async Task Deadline_OfServiceMidBody_IsAnErrorForTheCaller()
    {
        await using var app = await StartAsync(
            async (ctx, http) =>
            {
                await http.StartBodyAsync();
                await UntilDoneAsync(ctx);
            },
            _limit);
        using var caller = app.GetTestClient();
        using var cancel = Context.Root(_callerClock).WithCancel(out var ctx);

        using var response = await Signal.WaitAsync(caller.GetAsync(ctx, "/", HttpCompletionOption.ResponseHeadersRead), "the headers arrive");
        _clock.Advance(_limit);

        await Signal.ThrowsAsync<HttpRequestException>(
            response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "the body breaks off");
        Assert.False(ctx.IsDone);
    }

    private static async Task RelayAsync(Context ctx, HttpClient onward, HttpContext http) =>
        await http.Response.WriteAsync(await onward.GetStringAsync(ctx, "/"), ctx);

    private static async Task UntilDoneAsync(Context ctx)
    {
        await Signal.WaitAsync(ctx.Done, "the handler's context is done");
        ctx.ThrowIfDone("working");
    }

    private async Task<WebApplication> StartAsync(Func<Context, HttpContext, Task> handler, TimeSpan? limit = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton<TimeProvider>(_clock).AddPlumbline(options => options.DefaultDeadline = limit ?? Timeout.InfiniteTimeSpan);
        var app = builder.Build();
        app.UsePlumbline();
        app.MapGet("/", (HttpContext http, Context ctx) => handler(ctx, http));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
