using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Plumbline.Lab.Faults.Hostile;
using Plumbline.Lab.Processes;

namespace Plumbline.Lab.Tests.Faults.Hostile;

public sealed class HostileCrowdTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _received = new();
    private readonly TaskCompletionSource _hungUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _edge = ServiceHost.Create(new IPEndPoint(IPAddress.Loopback, 0));

    public async ValueTask InitializeAsync()
    {
        _edge.MapGet("/home", (Microsoft.AspNetCore.Http.HttpRequest request) =>
        {
            _received.Enqueue(request.Headers["Context-TTL-Ms"].ToString());
            return "home";
        });
        _edge.MapGet("/report", async (CancellationToken gone) =>
        {
            using var told = gone.Register(_hungUp.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, gone);
        });
        await _edge.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _edge.DisposeAsync();

    [Fact]
    public async Task AskAsync_Answered_CountsTheStatus()
    {
        var crowd = Crowd();

        await crowd.AskAsync(["Context-TTL-Ms: -1"]);
        await crowd.AskAsync(["Context-TTL-Ms: 1", "Context-TTL-Ms: 2"]);

        Assert.Equal(["-1", "1,2"], _received);
        Assert.Equal(new Dictionary<string, int> { ["200"] = 2 }, crowd.Answers);
    }

    [Fact]
    public async Task AskAsync_LineThatIsNoHeader_CountsTheRefusal()
    {
        var crowd = Crowd();

        await crowd.AskAsync(["no colon"]);

        Assert.Equal(new Dictionary<string, int> { ["400"] = 1 }, crowd.Answers);
    }

    [Fact]
    public async Task HangUpAsync_Request_ReachesTheHandlerAndLeaves()
    {
        var crowd = Crowd();

        await crowd.HangUpAsync();

        await Bounded.UntilAsync(() => Task.FromResult(_hungUp.Task.IsCompleted), "the handler to be told that its client is gone");
        Assert.Equal(1, crowd.HangUps);
    }

    [Fact]
    public async Task RunAsync_ContextDone_EndsWithEachRequestCounted()
    {
        var crowd = Crowd();
        using var stop = Context.Background.WithCancel(out var attack);

        var running = crowd.RunAsync(attack, headersPerSecond: 500, hangUpsPerSecond: 0);
        await Bounded.UntilAsync(() => Task.FromResult(_received.Count >= HostileHeaders.All.Count), "each kind to be sent once");
        stop.Cancel();
        await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.True(crowd.Answers.Values.Sum() >= HostileHeaders.All.Count);
    }

    private HostileCrowd Crowd() => new(IPEndPoint.Parse(new Uri(_edge.Urls.Single()).Authority), TimeProvider.System);
}
