using System.Net;
using Microsoft.AspNetCore.Http;
using Plumbline.AspNetCore;
using Plumbline.Faults.Stage;
using Plumbline.Http;
using Plumbline.Loopback;

namespace Plumbline.Faults;

/// <summary>Fault 4: the headers come at once, and then a byte now and then. A call that is over at the headers would not be bounded.</summary>
public sealed class DripBodyTests : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _drops = new(0);
    private readonly Gauge _dripped = new("bytes dripped");
    private readonly Gauge _read = new("bytes read by the service");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    public static MatrixTheoryData<string, HttpCompletionOption> Calls => new(
        ["1.1", "2.0"], [HttpCompletionOption.ResponseContentRead, HttpCompletionOption.ResponseHeadersRead]);

    public void Dispose() => _drops.Dispose();

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Deadline_WholeBodyWanted_EndsCallAndUpstream(string version, HttpCompletionOption option)
    {
        await using var upstream = await Hop.StartAsync(version, DripAsync);
        await using var chain = await Chain.StartAsync(
            version,
            upstream.Address,
            async (ctx, http, context) =>
            {
                using var response = await http.GetAsync(ctx, "/", option);
                await context.Response.WriteAsync(await response.Content.ReadAsStringAsync(ctx), ctx);
            },
            _limit);

        var call = chain.Caller.GetAsync(Context.Root(chain.CallerClock), "/");
        await DropAsync(1);
        await DropAsync(2);
        chain.Service.Clock.Advance(_limit);

        using (var response = await Signal.WaitAsync(call, "the answer arrives"))
        {
            Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
            Assert.Equal(ContextHeaders.Endpoint, Assert.Single(response.Headers.GetValues(ContextHeaders.DeadlineExceeded)));
        }

        await chain.Service.Running.WaitAsync(0);
        Assert.Single(chain.Service.Endings).AssertDeadline("GET " + upstream.Address);
        await AssertUpstreamToldAsync(upstream);
        await chain.AssertNothingLeftAsync(upstream);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Deadline_BodyStreamedOn_CallerGetsBytesThenError(string version)
    {
        await using var upstream = await Hop.StartAsync(version, DripAsync);
        await using var chain = await Chain.StartAsync(version, upstream.Address, StreamOnAsync, _limit);

        using var response = await Signal.WaitAsync(
            chain.Caller.GetAsync(Context.Root(chain.CallerClock), "/", HttpCompletionOption.ResponseHeadersRead), "the headers arrive");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await DropAsync(1);
        await DropAsync(2);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await Signal.WaitAsync(body.ReadExactlyAsync(new byte[2], TestContext.Current.CancellationToken).AsTask(), "the bytes arrive");
        await _read.WaitAsync(2);
        chain.Service.Clock.Advance(_limit);

        // The end is an error, and not the end of a 200.
        await Assert.ThrowsAnyAsync<IOException>(() => Signal.WaitAsync(
            body.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask(), "the body breaks off"));
        await chain.Service.Running.WaitAsync(0);
        Assert.Single(chain.Service.Endings).AssertDeadline("GET " + upstream.Address);
        await AssertUpstreamToldAsync(upstream);
        await chain.AssertNothingLeftAsync(upstream);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Deadline_OfCallerMidBody_EndsItsReadAndBothHops(string version)
    {
        await using var upstream = await Hop.StartAsync(version, DripAsync);
        await using var chain = await Chain.StartAsync(version, upstream.Address, StreamOnAsync);
        using var cancel = Context.Root(chain.CallerClock).WithTimeout(_limit, out var ctx);

        using var response = await Signal.WaitAsync(
            chain.Caller.GetAsync(ctx, "/", HttpCompletionOption.ResponseHeadersRead), "the headers arrive");
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await DropAsync(1);
        await Signal.WaitAsync(body.ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken).AsTask(), "the first byte arrives");
        var read = body.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask();
        chain.CallerClock.Advance(_limit);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(read, "the pending read ends");
        Assert.True(error.IsDeadlineExceeded(ctx));
        await chain.Service.Running.WaitAsync(0);
        Assert.Single(chain.Service.Endings).AssertCallerGone();
        await AssertUpstreamToldAsync(upstream);
        await chain.AssertNothingLeftAsync(upstream);
    }

    private static async Task AssertUpstreamToldAsync(Hop upstream)
    {
        await upstream.Running.WaitAsync(0);
        Assert.Single(upstream.Endings).AssertCallerGone();
    }

    private async Task DropAsync(int number)
    {
        _drops.Release();
        await _dripped.WaitAsync(number);
    }

    private async Task DripAsync(Context ctx, HttpContext http)
    {
        await http.Response.Body.FlushAsync(ctx);
        while (true)
        {
            await _drops.WaitAsync(ctx);
            await http.Response.Body.WriteAsync("."u8.ToArray(), ctx);
            await http.Response.Body.FlushAsync(ctx);
            _dripped.Up();
        }
    }

    private async Task StreamOnAsync(Context ctx, HttpClient http, HttpContext context)
    {
        await using var body = await http.GetStreamAsync(ctx, "/");
        await context.Response.Body.FlushAsync(ctx);
        var buffer = new byte[1];
        while (await body.ReadAsync(buffer, ctx) > 0)
        {
            await context.Response.Body.WriteAsync(buffer, ctx);
            await context.Response.Body.FlushAsync(ctx);
            _read.Up();
        }
    }
}
