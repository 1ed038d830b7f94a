using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>The answer to HEAD announces a length and has no body; some statuses have none either.</summary>
public sealed class HeadTests
{
    private const int Length = 1000;

    [Fact]
    public async Task SendAsync_Head_IsNotTakenForItsBody()
    {
        await using var server = await StartAsync();
        using var http = server.CreateClient();
        http.MaxResponseContentBufferSize = 3;
        using var cancel = Context.Background.WithCancel(out var ctx);

        using var response = await http.SendAsync(ctx, new HttpRequestMessage(HttpMethod.Head, "/report"));

        Assert.Equal(Length, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task SendAsync_Head_StaysReadableAfterScope()
    {
        await using var server = await StartAsync();
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);

        using var response = await http.SendAsync(ctx, new HttpRequestMessage(HttpMethod.Head, "/report"));
        cancel.Cancel();

        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("1.1", 204)]
    [InlineData("2.0", 204)]
    [InlineData("1.1", 304)]
    [InlineData("2.0", 304)]
    public async Task GetAsync_StatusHasNoBody_StaysReadableAfterScope(string version, int status)
    {
        await using var server = await LoopbackServer.StartAsync(version, http =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);

        using var response = await http.GetAsync(ctx, "/report", HttpCompletionOption.ResponseHeadersRead);
        cancel.Cancel();

        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private static Task<LoopbackServer> StartAsync() => LoopbackServer.StartAsync("1.1", http =>
    {
        http.Response.ContentLength = Length;
        return Task.CompletedTask;
    });
}
