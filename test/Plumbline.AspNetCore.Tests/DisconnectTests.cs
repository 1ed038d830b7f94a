using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>The client leaves in the middle of a request.</summary>
public sealed class DisconnectTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _entered = new("the handler is entered");
    private readonly Signal _left = new("the handler is left");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H35")]
    [Trait("Behaviour", "H39")]
    [Trait("Behaviour", "H40")]
    public async Task Disconnect_MidHandler_EndsContextWithCause(string version)
    {
        Exception? thrown = null;
        var status = ContextStatus.Active;
        await using var server = await PlumblineServer.StartAsync(version, _clock, app =>
            app.MapGet("/", async (Context ctx) =>
            {
                _entered.Set();
                await Signal.WaitAsync(ctx.Done, "the context is done");
                status = ctx.Status;
                thrown = ctx.ToException("reporting");
                _left.Set();
            }).WithDeadline(TimeSpan.FromMinutes(1)));
        using var http = server.CreateClient();
        using var leaving = new CancellationTokenSource();

        var call = http.GetAsync("/", leaving.Token);
        await _entered.WaitAsync();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _left.WaitAsync();
        Assert.Equal(ContextStatus.Canceled, status);
        var error = Assert.IsType<ContextCanceledException>(thrown);
        Assert.IsType<ClientDisconnectedException>(error.InnerException);
        Assert.StartsWith(
            "context canceled: reporting, The client disconnected before the response was complete",
            error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H53")]
    [Trait("Behaviour", "H56")]
    public async Task Disconnect_HandlerThrows_Sets499AndLogsNoError(string version)
    {
        var outcome = 0;
        await using var server = await LoopbackServer.StartAsync(
            version,
            app =>
            {
                app.Use(async (http, next) =>
                {
                    await next(http);
                    outcome = http.Response.StatusCode;
                    _left.Set();
                });
                app.UsePlumbline();
                app.MapGet("/", async (CancellationToken token) =>
                {
                    _entered.Set();
                    await Task.Delay(Timeout.Infinite, token);
                });
            },
            services => Microsoft.Extensions.DependencyInjection.ServiceCollectionContextExtensions.AddPlumbline(services));
        using var http = server.CreateClient();
        using var leaving = new CancellationTokenSource();

        var call = http.GetAsync("/", leaving.Token);
        await _entered.WaitAsync();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _left.WaitAsync();
        Assert.Equal(StatusCodes.Status499ClientClosedRequest, outcome);
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Level > LogLevel.Information);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H34")]
    public async Task Request_Over_ContextIsDoneAndTokenFires(string version)
    {
        var kept = Context.Background;
        await using var server = await PlumblineServer.StartAsync(version, _clock, app =>
            app.MapGet("/", (Context ctx) =>
            {
                kept = ctx;
                return "over";
            }));
        using var http = server.CreateClient();

        Assert.Equal("over", await http.GetStringAsync("/", TestContext.Current.CancellationToken));

        await Signal.WaitAsync(kept.Done, "the context of a request that is over is done");
        Assert.Equal(ContextStatus.Canceled, kept.Status);
        Assert.True(kept.Token.IsCancellationRequested);
    }
}
