using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>A response that is over leaves nothing behind on a context that lives on.</summary>
public sealed class LeakTests
{
    private readonly Signal _gone = new("the server sees the client leave");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Dispose_BodyUnread_LeavesNothingOnContext(string version)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient(handler => handler.ResponseDrainTimeout = TimeSpan.Zero);
        using var cancel = Context.Background.WithCancel(out var ctx);

        var content = await CallAsync(http, ctx, "/endless", static response =>
        {
            response.Dispose();
            return Task.CompletedTask;
        });

        await _gone.WaitAsync();
        await AssertCollectedAsync(content);
        GC.KeepAlive(ctx.Token);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ReadToEnd_NotDisposed_LeavesNothingOnContext(string version)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);

        var content = await CallAsync(http, ctx, "/whole", static async response =>
            Assert.Equal("whole", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));

        await AssertCollectedAsync(content);
        GC.KeepAlive(ctx.Token);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task DisposeStream_OfGetStreamAsync_LeavesNothingOnContext(string version)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient(handler => handler.ResponseDrainTimeout = TimeSpan.Zero);
        using var cancel = Context.Background.WithCancel(out var ctx);

        var stream = await StreamAsync(http, ctx);

        await _gone.WaitAsync();
        await AssertCollectedAsync(stream);
        GC.KeepAlive(ctx.Token);
    }

    [Fact]
    public async Task Probe_ResponseNeitherReadNorDisposed_IsKept()
    {
        await using var server = await StartAsync("1.1");
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);

        var content = await CallAsync(http, ctx, "/endless", static _ => Task.CompletedTask);

        // The probes above see a registration that is left: this one is.
        await Task.Yield();
        Collect();
        Assert.True(content.IsAlive);
        GC.KeepAlive(ctx.Token);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> CallAsync(
        HttpClient http, Context ctx, string path, Func<HttpResponseMessage, Task> use)
    {
        var response = await http.GetAsync(ctx, path, HttpCompletionOption.ResponseHeadersRead);
        await use(response);
        return new WeakReference(response.Content);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> StreamAsync(HttpClient http, Context ctx)
    {
        await using var stream = await http.GetStreamAsync(ctx, "/endless");
        return new WeakReference(stream);
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

    private Task<LoopbackServer> StartAsync(string version) =>
        LoopbackServer.StartAsync(version, async http =>
        {
            if (http.Request.Path == "/whole")
            {
                await http.Response.WriteAsync("whole");
                return;
            }

            await http.StartBodyAsync();
            await http.UntilGoneAsync(_gone);
        });
}
