using Microsoft.AspNetCore.Http;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>A response that is over leaves nothing behind on a context that lives on.</summary>
public sealed class LeakTests
{
    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H17")]
    public async Task Dispose_BodyUnread_LeavesNothingOnContext(string version)
    {
        using var cancel = Context.Background.WithCancel(out var ctx);

        var body = await CallAsync(version, ctx, "/endless", static response =>
        {
            response.Dispose();
            return Task.CompletedTask;
        });

        await AssertCollectedAsync(body);
        GC.KeepAlive(ctx.Token);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task DisposeStream_BodyUnread_LeavesNothingOnContext(string version)
    {
        using var cancel = Context.Background.WithCancel(out var ctx);

        var body = await CallAsync(version, ctx, "/endless", static async response =>
            await (await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)).DisposeAsync());

        await AssertCollectedAsync(body);
        GC.KeepAlive(ctx.Token);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H17")]
    public async Task ReadToEnd_NothingDisposed_LeavesNothingOnContext(string version)
    {
        using var cancel = Context.Background.WithCancel(out var ctx);

        var body = await CallAsync(version, ctx, "/whole", static async response =>
        {
            var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            await stream.ReadExactlyAsync(new byte[5], TestContext.Current.CancellationToken);
            Assert.Equal(0, await stream.ReadAsync(new byte[5], TestContext.Current.CancellationToken));
        });

        await AssertCollectedAsync(body);
        GC.KeepAlive(ctx.Token);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task SendAsync_HeadNothingDisposed_LeavesNothingOnContext(string version)
    {
        using var cancel = Context.Background.WithCancel(out var ctx);

        var body = await CallAsync(
            version,
            http => http.SendAsync(ctx, new HttpRequestMessage(HttpMethod.Head, "/head") { Version = new Version(version) }),
            static _ => Task.CompletedTask);

        await AssertCollectedAsync(body);
        GC.KeepAlive(ctx.Token);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Probe_NeitherReadNorDisposed_IsKept(string version)
    {
        using var cancel = Context.Background.WithCancel(out var ctx);

        var body = await CallAsync(version, ctx, "/endless", static _ => Task.CompletedTask);

        // What the tests above look for and do not find: a registration that is left on the context.
        await Task.Yield();
        Collect();
        Assert.True(body.IsAlive);
        GC.KeepAlive(ctx.Token);
    }

    /// <summary>A call and its use; server and client are gone afterwards, so that only the context can hold the body.</summary>
    private static Task<WeakReference> CallAsync(string version, Context ctx, string path, Func<HttpResponseMessage, Task> use) =>
        CallAsync(version, http => http.GetAsync(ctx, path, HttpCompletionOption.ResponseHeadersRead), use);

    private static async Task<WeakReference> CallAsync(
        string version, Func<HttpClient, Task<HttpResponseMessage>> call, Func<HttpResponseMessage, Task> use)
    {
        await using var server = await StartAsync(version);
        using var network = LoopbackServer.CreateHandler();

        // A connection that is being drained would hold the body for a while.
        network.ResponseDrainTimeout = TimeSpan.Zero;
        var capturing = new CapturingHandler(network);
        using var http = server.CreateClient(capturing);

        await use(await call(http));
        return capturing.Body!;
    }

    private static async Task AssertCollectedAsync(WeakReference reference)
    {
        // Off the stack of the calls that hold it in their locals.
        await Task.Yield();
        Collect();
        Assert.False(reference.IsAlive, "The context still holds the response.");
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static Task<LoopbackServer> StartAsync(string version) =>
        LoopbackServer.StartAsync(version, async http =>
        {
            if (http.Request.Path == "/whole")
            {
                await http.Response.WriteAsync("whole");
                return;
            }

            if (http.Request.Path == "/head")
            {
                http.Response.ContentLength = 5;
                return;
            }

            await http.StartBodyAsync();
            await http.UntilGoneAsync(new Signal("the server sees the client leave"));
        });

    /// <summary>Remembers, weakly, the body that the network gave: the one the binding holds.</summary>
    private sealed class CapturingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        public WeakReference? Body { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            Body = new WeakReference(response.Content);
            return response;
        }
    }
}
