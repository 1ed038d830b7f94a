using System.Net;
using Plumbline.AspNetCore;
using Plumbline.Faults.Stage;
using Plumbline.Http;
using Plumbline.Loopback;

namespace Plumbline.Faults;

/// <summary>Fault 2: the upstream accepts, reads, and never answers.</summary>
public sealed class BlackHoleTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Deadline_OfService_Answers504AndGivesRequestUp(string version)
    {
        await using var hole = new BlackHole(version);
        await using var chain = await Chain.StartAsync(version, hole.Address, limit: _limit);

        var call = chain.Caller.GetAsync(Context.Root(chain.CallerClock), "/");
        await hole.Requests.WaitAsync(1);
        chain.Service.Clock.Advance(_limit);

        using (var response = await Signal.WaitAsync(call, "the answer arrives"))
        {
            Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
            Assert.Equal(ContextHeaders.Endpoint, Assert.Single(response.Headers.GetValues(ContextHeaders.DeadlineExceeded)));
        }

        await chain.Service.Running.WaitAsync(0);
        Assert.Single(chain.Service.Endings).AssertDeadline("GET " + hole.Address);
        await hole.GivenUpAsync(1);
        await chain.AssertNothingLeftAsync();
        await hole.Connections.WaitAsync(0);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Cancel_OfCaller_GivesRequestUp(string version)
    {
        await using var hole = new BlackHole(version);
        await using var chain = await Chain.StartAsync(version, hole.Address);
        using var cancel = Context.Root(chain.CallerClock).WithCancel(out var ctx);

        var call = chain.Caller.GetAsync(ctx, "/");
        await hole.Requests.WaitAsync(1);
        cancel.Cancel();

        await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends");
        await hole.GivenUpAsync(1);
        await chain.Service.Running.WaitAsync(0);
        Assert.Single(chain.Service.Endings).AssertCallerGone();
        await chain.AssertNothingLeftAsync();
        await hole.Connections.WaitAsync(0);
    }

    [Fact]
    public async Task Deadline_OneOfTwoStreams_LeavesTheOtherAlone()
    {
        await using var hole = new BlackHole("2.0");
        await using var chain = await Chain.StartAsync("2.0", hole.Address);
        using var both = Context.Root(chain.CallerClock).WithCancel(out var patient);
        using var cancel = patient.WithTimeout(_limit, out var hasty);

        var waiting = chain.Caller.GetAsync(patient, "/");
        await hole.Requests.WaitAsync(1);
        var call = chain.Caller.GetAsync(hasty, "/");
        await hole.Requests.WaitAsync(2);
        chain.Service.Clock.Advance(_limit);

        // The service has the deadline from its caller, whose own clock stands still.
        using (var response = await Signal.WaitAsync(call, "the answer arrives"))
            Assert.Equal(ContextHeaders.Caller, Assert.Single(response.Headers.GetValues(ContextHeaders.DeadlineExceeded)));
        await hole.Canceled.WaitAsync(1);
        Assert.Equal((1, 1), (chain.Service.Running.Value, hole.Connections.Value));
        Assert.False(waiting.IsCompleted);

        both.Cancel();
        await Signal.ThrowsAsync<ContextCanceledException>(waiting, "the other call ends");
        await hole.Canceled.WaitAsync(2);
        await chain.AssertNothingLeftAsync();
        await hole.Connections.WaitAsync(0);
    }
}
