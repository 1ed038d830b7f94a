using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Plumbline.AspNetCore;
using Plumbline.Faults.Stage;
using Plumbline.Http;
using Plumbline.Loopback;

namespace Plumbline.Faults;

/// <summary>The same through TLS, where ALPN chooses the version and a close takes a detour.</summary>
public sealed class TlsTests : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly Signal _entered = new("the handler is entered");
    private readonly X509Certificate2 _certificate = Certificates.New();

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    public void Dispose() => _certificate.Dispose();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Deadline_OutAndIn_EndsHandlerAndSaysWhose(string version)
    {
        TimeSpan? remaining = null;
        var protocol = "";
        await using var service = await StartAsync(version, async (ctx, http) =>
        {
            remaining = ctx.Remaining;
            protocol = http.Request.Protocol;
            _entered.Set();
            await UntilDoneAsync(ctx);
        });
        using var caller = NewCaller(version, service);
        using var cancel = Context.Root(new FakeTimeProvider()).WithTimeout(_limit, out var ctx);

        var call = caller.GetAsync(ctx, "/");
        await _entered.WaitAsync();
        service.Clock.Advance(_limit);

        using (var response = await Signal.WaitAsync(call, "the answer arrives"))
        {
            Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
            Assert.Equal(ContextHeaders.Caller, Assert.Single(response.Headers.GetValues(ContextHeaders.DeadlineExceeded)));
        }

        Assert.Equal(_limit, remaining);
        Assert.Equal(version == "2.0" ? "HTTP/2" : "HTTP/1.1", protocol);
        Assert.Single(service.Endings).AssertDeadline("working");
        caller.Dispose();
        await service.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Cancel_MidHandler_IsTold(string version)
    {
        await using var service = await StartAsync(version, (ctx, _) => UntilDoneAsync(ctx));
        using var caller = NewCaller(version, service);
        using var cancel = Context.Background.WithCancel(out var ctx);

        var call = caller.GetAsync(ctx, "/");
        await service.Started.WaitAsync(1);
        cancel.Cancel();

        await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends");
        await service.Running.WaitAsync(0);
        Assert.Single(service.Endings).AssertCallerGone();
        caller.Dispose();
        await service.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Cancel_MidBodyNobodyReads_IsTold(string version)
    {
        await using var service = await StartAsync(version, async (ctx, http) =>
        {
            await http.StartBodyAsync();
            await UntilDoneAsync(ctx);
        });
        using var caller = NewCaller(version, service);
        using var cancel = Context.Background.WithCancel(out var ctx);

        using var response = await Signal.WaitAsync(caller.GetAsync(ctx, "/", HttpCompletionOption.ResponseHeadersRead), "the headers arrive");
        cancel.Cancel();

        await service.Running.WaitAsync(0);
        Assert.Single(service.Endings).AssertCallerGone();
        await Signal.ThrowsAsync<ContextCanceledException>(
            response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "the read fails");
        caller.Dispose();
        await service.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Deadline_OfServiceMidBody_IsAnErrorForTheCaller(string version)
    {
        await using var service = await StartAsync(
            version,
            async (ctx, http) =>
            {
                await http.StartBodyAsync();
                await UntilDoneAsync(ctx);
            },
            _limit);
        using var caller = NewCaller(version, service);
        using var cancel = Context.Background.WithCancel(out var ctx);

        using var response = await Signal.WaitAsync(caller.GetAsync(ctx, "/", HttpCompletionOption.ResponseHeadersRead), "the headers arrive");
        service.Clock.Advance(_limit);

        await Signal.ThrowsAsync<HttpRequestException>(
            response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "the body breaks off");
        Assert.False(ctx.IsDone);
        await service.Running.WaitAsync(0);
        Assert.Single(service.Endings).AssertDeadline("working");
        caller.Dispose();
        await service.AssertNothingLeftAsync();
    }

    private static async Task UntilDoneAsync(Context ctx)
    {
        await Signal.WaitAsync(ctx.Done, "the handler's context is done");
        ctx.ThrowIfDone("working");
    }

    private Task<Hop> StartAsync(string version, Func<Context, HttpContext, Task> handler, TimeSpan? limit = null) =>
        Hop.StartAsync(version, handler, limit, listen => listen.UseHttps(_certificate));

    private HttpClient NewCaller(string version, Hop service) =>
        Clients.New(version, service.Address, handler => handler.Trust(_certificate));
}
