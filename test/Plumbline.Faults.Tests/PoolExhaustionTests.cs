using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.AspNetCore;
using Plumbline.Faults.Stage;
using Plumbline.Http;
using Plumbline.Loopback;

namespace Plumbline.Faults;

/// <summary>Fault 11: more calls than connections, or streams of the one connection. Waiters leave the queue in time, and no slot is lost.</summary>
public sealed class PoolExhaustionTests : IDisposable
{
    private const int Waiters = 5;
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _goOn = new(0);
    private readonly Gauge _queued = new("calls in the queue, or through it");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    public void Dispose() => _goOn.Dispose();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Deadline_InQueue_StartsNothingAndLosesNoSlot(string version)
    {
        await using var upstream = await StartUpstreamAsync(version);
        await using var chain = await Chain.StartAsync(version, upstream.Address, QueueAsync, onward: OneAtATime);
        using var cancel = Context.Root(chain.CallerClock).WithTimeout(_limit, out var ctx);

        var first = chain.Caller.GetStringAsync(Context.Root(chain.CallerClock), "/");
        await upstream.Started.WaitAsync(1);
        var queued = Enumerable.Range(0, Waiters).Select(_ => chain.Caller.GetAsync(ctx, "/")).ToArray();
        await _queued.WaitAsync(1 + Waiters);
        chain.Service.Clock.Advance(_limit);

        foreach (var response in await Signal.WaitAsync(Task.WhenAll(queued), "the answers arrive"))
        {
            Assert.Equal(ContextHeaders.Caller, Assert.Single(response.Headers.GetValues(ContextHeaders.DeadlineExceeded)));
            response.Dispose();
        }

        await chain.Service.Running.WaitAsync(1);
        Assert.All(chain.Service.Endings, ending => ending.AssertDeadline("GET " + upstream.Address));
        Assert.Equal(1, upstream.Started.Value);

        // The slot goes to who still waits, and not to somebody who has left the queue.
        _goOn.Release();
        Assert.Equal("1", await Signal.WaitAsync(first, "the first call is answered"));
        Assert.Equal("2", await Signal.WaitAsync(chain.Caller.GetStringAsync(Context.Root(chain.CallerClock), "/"), "another call is answered"));
        Assert.Equal((2, 1), (upstream.Started.Value, upstream.Connections.Value));
        await chain.AssertNothingLeftAsync(upstream);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Cancel_InProgress_GivesSlotToNextInQueue(string version)
    {
        await using var upstream = await StartUpstreamAsync(version);
        await using var chain = await Chain.StartAsync(version, upstream.Address, onward: OneAtATime);
        using var cancel = Context.Root(chain.CallerClock).WithCancel(out var ctx);

        var first = chain.Caller.GetStringAsync(ctx, "/");
        await upstream.Started.WaitAsync(1);
        var next = chain.Caller.GetStringAsync(Context.Root(chain.CallerClock), "/");
        await chain.Service.Started.WaitAsync(2);
        cancel.Cancel();

        await Signal.ThrowsAsync<ContextCanceledException>(first, "the first call ends");
        Assert.Equal("2", await Signal.WaitAsync(next, "the next in the queue is answered"));
        await upstream.Running.WaitAsync(0);
        Assert.Single(upstream.Endings, ending => ending.Error is not null).AssertCallerGone();
        await chain.AssertNothingLeftAsync(upstream);
    }

    private static void OneAtATime(SocketsHttpHandler handler)
    {
        handler.MaxConnectionsPerServer = 1;
        handler.EnableMultipleHttp2Connections = false;
    }

    private async Task QueueAsync(Context ctx, HttpClient http, HttpContext context)
    {
        // In the queue when it returns, if no slot is free.
        var call = http.GetStringAsync(ctx, "/");
        _queued.Up();
        await context.Response.WriteAsync(await call, ctx);
    }

    /// <summary>Answers the number of the call; the first one only when it may.</summary>
    private async Task<Hop> StartUpstreamAsync(string version)
    {
        var calls = 0;
        return await Hop.StartAsync(
            version,
            async (ctx, http) =>
            {
                var call = Interlocked.Increment(ref calls);
                if (call == 1)
                    await _goOn.WaitAsync(ctx);

                await http.Response.WriteAsync(call.ToString(CultureInfo.InvariantCulture), ctx);
            },
            services: services => services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.Http2.MaxStreamsPerConnection = 1));
    }
}
