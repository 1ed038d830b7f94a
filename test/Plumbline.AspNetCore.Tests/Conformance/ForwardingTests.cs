using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Http;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore.Conformance;

/// <summary>A service that answers with what another one says: the request's context governs the call behind it.</summary>
public sealed class ForwardingTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _entered = new("the service behind is reached");
    private readonly Signal _left = new("the service behind is left");
    private readonly Signal _goOn = new("the service behind may go on");
    private Exception? _cause;

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    /// <summary>Version, and in which phase of the call behind its client leaves.</summary>
    public static TheoryData<string, string> Phases => new()
    {
        { "1.1", "/headers" },
        { "2.0", "/headers" },
        { "1.1", "/body" },
        { "2.0", "/body" },
    };

    [Theory]
    [MemberData(nameof(Phases))]
    [Trait("Behaviour", "H55")]
    public async Task Forward_ClientLeaves_EndsTheCallBehindQuietly(string version, string phase)
    {
        await using var behind = await StartBehindAsync(version);
        using var onward = behind.CreateClient();
        await using var edge = await StartEdgeAsync(version, onward);
        using var http = edge.CreateClient();
        using var leaving = new CancellationTokenSource();

        var call = http.GetStringAsync(phase, leaving.Token);
        await _entered.WaitAsync();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _left.WaitAsync();
        Assert.IsType<ClientDisconnectedException>(_cause);
        await edge.StopAsync();
        Assert.DoesNotContain(edge.Log.Entries, entry => entry.Level > LogLevel.Information);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H55")]
    [Trait("Behaviour", "H56")]
    public async Task Forward_DeadlineBeforeHeaders_Answers504AndEndsTheCallBehind(string version)
    {
        await using var behind = await StartBehindAsync(version);
        using var onward = behind.CreateClient();
        await using var edge = await StartEdgeAsync(version, onward);
        using var http = edge.CreateClient();

        var call = http.GetAsync("/headers", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        await _left.WaitAsync();
        Assert.IsType<ClientDisconnectedException>(_cause);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H56")]
    public async Task Forward_DeadlineInBody_ClientGetsErrorAndNoHalfAnswer(string version)
    {
        await using var behind = await StartBehindAsync(version);
        using var onward = behind.CreateClient();
        await using var edge = await StartEdgeAsync(version, onward);
        using var http = edge.CreateClient();

        using var response = await http.GetAsync("/body", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        await Signal.ThrowsAsync<HttpRequestException>(
            response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "the body ends");
        await _left.WaitAsync();
        await edge.StopAsync();
        Assert.DoesNotContain(edge.Log.Entries, entry => entry.Level > LogLevel.Information);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H56")]
    public async Task Forward_BodyBehindIsCutShort_ClientGetsErrorAndNoHalfAnswer(string version)
    {
        await using var behind = await StartBehindAsync(version);
        using var onward = behind.CreateClient();
        await using var edge = await StartEdgeAsync(version, onward);
        using var http = edge.CreateClient();

        using var response = await http.GetAsync("/cut", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        _goOn.Set();

        await Signal.ThrowsAsync<HttpRequestException>(
            response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "the body ends");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H56")]
    public async Task Forward_CallBehindFails_IsTheHandlersToAnswer(string version)
    {
        await using var behind = await StartBehindAsync(version);
        using var onward = behind.CreateClient();
        await using var edge = await StartEdgeAsync(version, onward);
        using var http = edge.CreateClient();

        using var response = await http.GetAsync("/aborts", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    private Task<LoopbackServer> StartBehindAsync(string version) =>
        PlumblineServer.StartAsync(version, _clock, app =>
        {
            app.MapGet("/headers", WaitAsync);
            app.MapGet("/body", async (HttpContext http, Context ctx) =>
            {
                await http.StartBodyAsync();
                await WaitAsync(ctx);
            });
            app.MapGet("/cut", async (HttpContext http) =>
            {
                await http.StartBodyAsync();
                await _goOn.WaitAsync();
                http.Abort();
            });
            app.MapGet("/aborts", (HttpContext http) => http.Abort());
        },
        options => options.Incoming.Mode = IncomingDeadlineMode.Observe);

    private Task<LoopbackServer> StartEdgeAsync(string version, HttpClient onward) =>
        PlumblineServer.StartAsync(version, _clock, app =>
            app.MapGet("/{path}", (string path, HttpContext http, Context ctx) => ForwardAsync(ctx, http, onward, path)).WithDeadline(_limit));

    private static async Task ForwardAsync(Context ctx, HttpContext http, HttpClient onward, string path)
    {
        try
        {
            using var response = await onward.GetAsync(ctx, $"/{path}", HttpCompletionOption.ResponseHeadersRead);
            http.Response.StatusCode = (int)response.StatusCode;
            await http.Response.StartAsync(ctx);
            await using var body = await response.Content.ReadAsStreamAsync(ctx);
            await CopyAsync(ctx, body, http.Response.Body);
        }
        catch (HttpRequestException) when (!http.Response.HasStarted)
        {
            http.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
    }

    private static async Task CopyAsync(Context ctx, Stream from, Stream to)
    {
        var buffer = new byte[4096];
        for (var count = await from.ReadAsync(buffer, ctx); count > 0; count = await from.ReadAsync(buffer, ctx))
        {
            await to.WriteAsync(buffer.AsMemory(0, count), ctx);
            await to.FlushAsync(ctx);
        }
    }

    private async Task WaitAsync(Context ctx)
    {
        _entered.Set();
        await Signal.WaitAsync(ctx.Done, "the context is done");
        _cause = ctx.Cause;
        _left.Set();
    }
}
