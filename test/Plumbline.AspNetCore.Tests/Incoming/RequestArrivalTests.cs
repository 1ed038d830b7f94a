using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>What the host says about when a request came.</summary>
public sealed class RequestArrivalTests
{
    [Theory]
    [MemberData(nameof(LoopbackServer.Versions), MemberType = typeof(LoopbackServer))]
    public async Task Waited_HostStartedActivity_IsMoreThanNothing(string version)
    {
        // The server's log is enabled, which is one of the reasons why the host starts an activity.
        await using var server = await LoopbackServer.StartAsync(version, app =>
            app.MapGet("/", (HttpContext http) => RequestArrival.Waited(http, TimeProvider.System) > TimeSpan.Zero));
        using var http = server.CreateClient();

        Assert.Equal("true", await http.GetStringAsync("/", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Waited_NoActivity_IsNothing() =>
        Assert.Equal(TimeSpan.Zero, RequestArrival.Waited(new DefaultHttpContext(), TimeProvider.System));
}
