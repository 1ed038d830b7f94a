using System.Net;
using Microsoft.AspNetCore.Http;
using Plumbline.AspNetCore;
using Plumbline.Faults.Stage;
using Plumbline.Http;
using Plumbline.Loopback;

namespace Plumbline.Faults;

/// <summary>Fault 1: the upstream takes longer than anybody has.</summary>
public sealed class SlowUpstreamTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Deadline_OfCaller_EndsAllHopsAndSaysSo(string version)
    {
        await using var upstream = await Hop.StartAsync(version, (ctx, _) => UntilDoneAsync(ctx));
        await using var chain = await Chain.StartAsync(version, upstream.Address, CallTwiceAsync);
        using var cancel = Context.Root(chain.CallerClock).WithTimeout(_limit, out var ctx);

        var call = chain.Caller.GetAsync(ctx, "/report");
        await upstream.Started.WaitAsync(1);
        chain.CallerClock.Advance(_limit);

        // Time is up at the caller alone: it says so, and the others learn that it left.
        var error = await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends");
        Assert.True(error.IsDeadlineExceeded(ctx));
        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.Contains(nameof(Deadline_OfCaller_EndsAllHopsAndSaysSo), error.Message, StringComparison.Ordinal);
        await chain.Service.Running.WaitAsync(0);
        await upstream.Running.WaitAsync(0);
        Assert.Single(chain.Service.Endings).AssertCallerGone();
        Assert.Single(upstream.Endings).AssertCallerGone();

        // The second call came after the end.
        Assert.Equal(1, upstream.Started.Value);
        await chain.AssertNothingLeftAsync(upstream);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Deadline_OfService_Answers504AndTellsUpstream(string version)
    {
        await using var upstream = await Hop.StartAsync(version, (ctx, _) => UntilDoneAsync(ctx));
        await using var chain = await Chain.StartAsync(version, upstream.Address, CallTwiceAsync, _limit);
        using var cancel = Context.Root(chain.CallerClock).WithTimeout(_limit * 2, out var ctx);

        var call = chain.Caller.GetAsync(ctx, "/");
        await upstream.Started.WaitAsync(1);
        chain.Service.Clock.Advance(_limit);

        using (var response = await Signal.WaitAsync(call, "the answer arrives"))
        {
            Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
            Assert.Equal(ContextHeaders.Endpoint, Assert.Single(response.Headers.GetValues(ContextHeaders.DeadlineExceeded)));
        }

        Assert.False(ctx.IsDone);
        await chain.Service.Running.WaitAsync(0);
        await upstream.Running.WaitAsync(0);
        Assert.Single(chain.Service.Endings).AssertDeadline("GET " + upstream.Address);
        Assert.Single(upstream.Endings).AssertCallerGone();
        Assert.Equal(1, upstream.Started.Value);
        await chain.AssertNothingLeftAsync(upstream);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Deadline_AtUpstream_IsNotTakenForTheServices(string version)
    {
        await using var upstream = await Hop.StartAsync(version, (ctx, _) => UntilDoneAsync(ctx));
        Exception? seen = null;
        var wasDone = true;
        await using var chain = await Chain.StartAsync(
            version,
            upstream.Address,
            async (ctx, http, context) =>
            {
                seen = await Assert.ThrowsAnyAsync<Exception>(() => http.GetStringAsync(ctx, "/"));
                wasDone = seen.IsDeadlineExceeded(ctx) || ctx.IsDone;
                context.Response.StatusCode = StatusCodes.Status502BadGateway;
            },
            _limit);

        var call = chain.Caller.GetAsync(Context.Root(chain.CallerClock), "/");
        await upstream.Started.WaitAsync(1);

        // What the service sent along was all it had; the upstream's clock runs ahead.
        upstream.Clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.False(wasDone);
        var error = Assert.IsType<HttpRequestException>(seen);
        Assert.Equal(HttpStatusCode.GatewayTimeout, error.StatusCode);
        Assert.Contains("the caller's", error.Message, StringComparison.Ordinal);
        Assert.Single(upstream.Endings).AssertDeadline("answering slowly");
        await chain.AssertNothingLeftAsync(upstream);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Cancel_ByHand_EndsAllHops(string version)
    {
        await using var upstream = await Hop.StartAsync(version, (ctx, _) => UntilDoneAsync(ctx));
        await using var chain = await Chain.StartAsync(version, upstream.Address, CallTwiceAsync, _limit);
        using var cancel = Context.Root(chain.CallerClock).WithCancel(out var ctx);
        var reason = new InvalidOperationException("The user clicked elsewhere.");

        var call = chain.Caller.GetAsync(ctx, "/");
        await upstream.Started.WaitAsync(1);
        cancel.Cancel(reason);

        var error = await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends");
        Assert.Same(reason, error.InnerException);
        await chain.Service.Running.WaitAsync(0);
        await upstream.Running.WaitAsync(0);
        Assert.Single(chain.Service.Endings).AssertCallerGone();
        Assert.Single(upstream.Endings).AssertCallerGone();
        Assert.Equal(1, upstream.Started.Value);
        await chain.AssertNothingLeftAsync(upstream);
    }

    private static async Task UntilDoneAsync(Context ctx)
    {
        await Signal.WaitAsync(ctx.Done, "the upstream's context is done");
        ctx.ThrowIfDone("answering slowly");
    }

    /// <summary>A handler that does not give up at the first failure: what it tries after the end must not go out.</summary>
    private static async Task CallTwiceAsync(Context ctx, HttpClient http, HttpContext context)
    {
        try
        {
            await Chain.RelayAsync(ctx, http, context);
        }
        catch (OperationCanceledException)
        {
            await Chain.RelayAsync(ctx, http, context);
        }
    }
}
