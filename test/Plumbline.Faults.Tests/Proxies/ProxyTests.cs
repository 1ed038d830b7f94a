using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Faults.Stage;
using Plumbline.Http;
using Plumbline.Loopback;

namespace Plumbline.Faults.Proxies;

/// <summary>A reverse proxy between caller and service, with the settings that docs/proxies.md asks for.</summary>
public sealed class ProxyTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _callerClock = new();
    private readonly Signal _entered = new("the handler is entered");

    /// <summary>The proxy, the HTTP version that the caller speaks with it, and the one it speaks with the service.</summary>
    public static TheoryData<string, string, string> Proxies => new()
    {
        { "nginx", "1.1", "1.1" },
        { "nginx", "2.0", "1.1" },
        { "haproxy", "1.1", "1.1" },
        { "haproxy", "2.0", "1.1" },
        { "haproxy", "2.0", "2.0" },
    };

    /// <summary>Without HAProxy (2.6) to a caller that speaks HTTP/2: it hands on what is broken off as if it were whole. See docs/proxies.md.</summary>
    public static TheoryData<string, string, string> ProxiesThatTell => new()
    {
        { "nginx", "1.1", "1.1" },
        { "nginx", "2.0", "1.1" },
        { "haproxy", "1.1", "1.1" },
    };

    [Theory]
    [MemberData(nameof(Proxies))]
    public async Task Deadline_OfCaller_PassesThroughAndItsAnswerComesBack(string name, string version, string toService)
    {
        TimeSpan? remaining = null;
        await using var service = await Hop.StartAsync(toService, async (ctx, _) =>
        {
            remaining = ctx.Remaining;
            _entered.Set();
            await UntilDoneAsync(ctx);
        });
        await using var proxy = await ProxyProcess.StartAsync(name, service.Address, toService);
        using var http = Clients.New(version, proxy[version]);
        using var cancel = Context.Root(_callerClock).WithTimeout(_limit, out var ctx);

        var call = http.GetStringAsync(ctx, "/");
        await _entered.WaitAsync();
        service.Clock.Advance(_limit);

        var error = await Signal.ThrowsAsync<HttpRequestException>(call, "the call ends");
        Assert.Equal(HttpStatusCode.GatewayTimeout, error.StatusCode);
        Assert.Contains("At the callee the deadline that was sent along", error.Message, StringComparison.Ordinal);
        Assert.Equal(_limit, remaining);
        Assert.Single(service.Endings).AssertDeadline("working");
        await proxy.DisposeAsync();
        await service.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Proxies))]
    public async Task Caller_Leaves_HandlerIsTold(string name, string version, string toService)
    {
        await using var service = await Hop.StartAsync(toService, (ctx, _) => UntilDoneAsync(ctx));
        await using var proxy = await ProxyProcess.StartAsync(name, service.Address, toService);
        using var http = Clients.New(version, proxy[version]);
        using var cancel = Context.Root(_callerClock).WithCancel(out var ctx);

        var call = http.GetAsync(ctx, "/");
        await service.Started.WaitAsync(1);
        cancel.Cancel();

        await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends");
        await service.Running.WaitAsync(0);
        Assert.Single(service.Endings).AssertCallerGone();
        await proxy.DisposeAsync();
        await service.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Proxies))]
    public async Task Caller_LeavesMidBody_HandlerIsTold(string name, string version, string toService)
    {
        await using var service = await Hop.StartAsync(toService, StartThenWaitAsync);
        await using var proxy = await ProxyProcess.StartAsync(name, service.Address, toService);
        using var http = Clients.New(version, proxy[version]);
        using var cancel = Context.Root(_callerClock).WithCancel(out var ctx);

        using var response = await Signal.WaitAsync(http.GetAsync(ctx, "/", HttpCompletionOption.ResponseHeadersRead), "the headers arrive");
        cancel.Cancel();

        await service.Running.WaitAsync(0);
        Assert.Single(service.Endings).AssertCallerGone();
        await proxy.DisposeAsync();
        await service.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(ProxiesThatTell))]
    public async Task Deadline_OfServiceMidBody_IsAnErrorForTheCaller(string name, string version, string toService)
    {
        await using var service = await Hop.StartAsync(toService, StartThenWaitAsync, _limit);
        await using var proxy = await ProxyProcess.StartAsync(name, service.Address, toService);
        using var http = Clients.New(version, proxy[version]);
        using var cancel = Context.Root(_callerClock).WithTimeout(_limit * 2, out var ctx);

        using var response = await Signal.WaitAsync(http.GetAsync(ctx, "/", HttpCompletionOption.ResponseHeadersRead), "the headers arrive");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        service.Clock.Advance(_limit);

        await Signal.ThrowsAsync<HttpRequestException>(
            response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "the body breaks off");
        Assert.False(ctx.IsDone);
        await service.Running.WaitAsync(0);
        Assert.Single(service.Endings).AssertDeadline("working");
        await proxy.DisposeAsync();
        await service.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Proxies))]
    public async Task Timeout_OfProxy_IsNobodysDeadline(string name, string version, string toService)
    {
        await using var service = await Hop.StartAsync(toService, (ctx, _) => UntilDoneAsync(ctx));
        await using var proxy = await ProxyProcess.StartAsync(name, service.Address, toService);
        using var http = Clients.New(version, proxy[version]);
        using var cancel = Context.Root(_callerClock).WithTimeout(_limit, out var ctx);

        // The proxy waits 200 ms for what is below /hasty.
        var error = await Signal.ThrowsAsync<HttpRequestException>(http.GetStringAsync(ctx, "/hasty"), "the call ends");

        Assert.Equal(HttpStatusCode.GatewayTimeout, error.StatusCode);
        Assert.DoesNotContain("callee", error.Message, StringComparison.Ordinal);
        Assert.False(ctx.IsDone || error.IsDeadlineExceeded(ctx));
        await service.Running.WaitAsync(0);
        Assert.Single(service.Endings).AssertCallerGone();
        await proxy.DisposeAsync();
        await service.AssertNothingLeftAsync();
    }

    private static async Task UntilDoneAsync(Context ctx)
    {
        await Signal.WaitAsync(ctx.Done, "the handler's context is done");
        ctx.ThrowIfDone("working");
    }

    private static async Task StartThenWaitAsync(Context ctx, HttpContext http)
    {
        await http.StartBodyAsync();
        await UntilDoneAsync(ctx);
    }
}
