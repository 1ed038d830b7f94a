using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>A connection that was upgraded (101) is written to as well as read, and ends with its context.</summary>
public sealed class UpgradeTests
{
    private readonly Signal _gone = new("the server sees the connection end");

    [Fact]
    public async Task SendAsync_Upgraded_CarriesBothWaysUntilContextEnds()
    {
        await using var server = await LoopbackServer.StartAsync("1.1", async http =>
        {
            await using var connection = await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
            try
            {
                await connection.CopyToAsync(connection);
            }
            finally
            {
                _gone.Set();
            }
        });
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);
        var request = new HttpRequestMessage(HttpMethod.Get, "/echo");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("echo");
        using var response = await http.SendAsync(ctx, request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, response.StatusCode);
        await using var connection = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        var echo = new byte[5];
        await connection.WriteAsync("there"u8.ToArray(), TestContext.Current.CancellationToken);
        await connection.FlushAsync(TestContext.Current.CancellationToken);
        await connection.ReadExactlyAsync(echo, TestContext.Current.CancellationToken);
        Assert.Equal("there", Encoding.UTF8.GetString(echo));
        cancel.Cancel();

        await _gone.WaitAsync();
        await Assert.ThrowsAsync<ContextCanceledException>(
            () => connection.ReadAsync(echo, TestContext.Current.CancellationToken).AsTask());
    }
}
