using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore.Conformance;

/// <summary>A request's context begins with the request and ends with it, however that ends.</summary>
public sealed class RequestLifetimeTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _entered = new("the handler is entered");
    private readonly Signal _finish = new("the handler may end");
    private Context _kept;

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H34")]
    public async Task Context_WhileTheHandlerRuns_IsLiveAndThenDone(string version)
    {
        await using var server = await PlumblineServer.StartAsync(version, _clock, app =>
            app.MapGet("/", async (Context ctx) =>
            {
                _kept = ctx;
                _entered.Set();
                await _finish.WaitAsync();
                return ctx.IsDone;
            }));
        using var http = server.CreateClient();

        var call = http.GetStringAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        Assert.Equal((false, false), (_kept.IsDone, _kept.Token.IsCancellationRequested));
        _finish.Set();

        Assert.Equal("false", await Signal.WaitAsync(call, "the answer arrives"));
        await Signal.WaitAsync(_kept.Done, "the context of a request that is over is done");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H42")]
    public async Task Context_OfAHandlerThatThrows_IsDone(string version)
    {
        await using var server = await PlumblineServer.StartAsync(version, _clock, app =>
            app.MapGet("/", void (Context ctx) =>
            {
                _kept = ctx;
                throw new InvalidOperationException("nobody catches it");
            }));
        using var http = server.CreateClient();

        using var response = await http.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        await Signal.WaitAsync(_kept.Done, "the context of a request that is over is done");
        Assert.Equal(ContextStatus.Canceled, _kept.Status);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H54")]
    public async Task Deadline_OfARequestThatComesLater_IsCountedFromThen(string version)
    {
        await using var server = await PlumblineServer.StartAsync(version, _clock, app =>
            app.MapGet("/", (Context ctx) => $"{ctx.Remaining}").WithDeadline(_limit));
        using var http = server.CreateClient();

        _clock.Advance(_limit * 2);
        Assert.Equal("00:00:05", await http.GetStringAsync("/", TestContext.Current.CancellationToken));
        _clock.Advance(_limit);
        Assert.Equal("00:00:05", await http.GetStringAsync("/", TestContext.Current.CancellationToken));
    }
}
