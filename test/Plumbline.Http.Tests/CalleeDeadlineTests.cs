using System.Net;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>A callee that ran out of time says whose time it was, and the error of a call that wants success repeats it.</summary>
public sealed class CalleeDeadlineTests
{
    [Theory]
    [InlineData("caller", "At the callee the deadline that was sent along (the caller's) passed.")]
    [InlineData("endpoint", "At the callee the limit of its endpoint passed.")]
    [InlineData("server", "At the callee the default or maximum of its server passed.")]
    public async Task GetStringAsync_504WithMarker_SaysWhoseDeadline(string marker, string text)
    {
        var error = await CallAsync(504, marker);

        Assert.EndsWith(text, error.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.GatewayTimeout, error.StatusCode);
        Assert.False(error.IsDeadlineExceeded(Context.Background));
    }

    [Theory]
    [InlineData(504, null)]
    [InlineData(504, "a stranger's text")]
    [InlineData(503, "caller")]
    public async Task GetStringAsync_NoneOfOurs_IsAsHttpClientSaysIt(int status, string? marker)
    {
        var error = await CallAsync(status, marker);

        Assert.StartsWith($"Response status code does not indicate success: {status} (", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("callee", error.Message, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode)status, error.StatusCode);
    }

    private static async Task<HttpRequestException> CallAsync(int status, string? marker)
    {
        await using var server = await LoopbackServer.StartAsync("1.1", http =>
        {
            http.Response.StatusCode = status;
            if (marker is not null)
                http.Response.Headers["Context-Deadline-Exceeded"] = marker;

            return Task.CompletedTask;
        });
        using var http = server.CreateClient();

        return await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(Context.Background, "report"));
    }
}
