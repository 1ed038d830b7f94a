using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.AspNetCore.Pipeline;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>What strangers send to a real server: odd bytes, too many of them, and streams that are opened to be reset.</summary>
public sealed class HostileRequestTests
{
    private const string Ttl = "Context-TTL-Ms";
    private readonly FakeTimeProvider _clock = new();
    private RunningRequests? _running;

    [Fact]
    public async Task Header_AnyByteInItsValue_IsAnsweredAndGivesNoMoreThanTheMaximum()
    {
        await using var server = await StartAsync("1.1");
        var requests = Enumerable.Range(0, 256).Select(number => (byte[])[.. "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContext-TTL-Ms: 7"u8, (byte)number, .. "5\r\n\r\n"u8]);

        var answers = new List<string>();
        await Parallel.ForEachAsync(
            requests,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken },
            async (request, _) =>
            {
                var answer = await SendRawAsync(server.Address, request);
                lock (answers)
                    answers.Add(answer);
            });

        // Digits are digits; a byte that HTTP does not allow is Kestrel's to refuse; whatever else it is, the header is ignored.
        Assert.Equal(256, answers.Count);
        Assert.Equal(10, answers.Count(static answer => answer.Contains("[00:00:00.7", StringComparison.Ordinal)));
        Assert.All(answers, static answer => Assert.True(
            answer.Contains("[00:00:00.7", StringComparison.Ordinal) || answer.Contains("[]", StringComparison.Ordinal)
            || answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), answer));
        AssertQuiet(server);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Headers_Many_OursIsFoundAmongThem(string version)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Version = new Version(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach (var number in Enumerable.Range(0, 90))
            request.Headers.Add($"Context-TTL-Ms-{number}", "1");
        request.Headers.Add(Ttl, "750");

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("[00:00:00.7500000]", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        AssertQuiet(server);
    }

    [Theory]
    [InlineData("1.1", 400, 1)]
    [InlineData("2.0", 400, 1)]
    [InlineData("1.1", 16, 65_536)]
    [InlineData("2.0", 16, 65_536)]
    public async Task Headers_MoreThanTheServerTakes_AreItsToRefuse(string version, int count, int length)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Version = new Version(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach (var number in Enumerable.Range(0, count))
            request.Headers.Add($"{Ttl}-{number}", new string('1', length));

        // Told so, or cut off: the client may still be writing.
        var call = http.SendAsync(request, TestContext.Current.CancellationToken);
        await Task.WhenAny(call);

        Assert.True(call.IsFaulted || (await call).StatusCode == HttpStatusCode.RequestHeaderFieldsTooLarge);
        using var next = server.CreateClient();
        Assert.Equal("[]", await next.GetStringAsync("/", TestContext.Current.CancellationToken));
        AssertQuiet(server);
    }

    [Fact]
    public async Task Streams_OpenedAndReset_LeaveNothingRunning()
    {
        await using var server = await StartAsync("2.0");
        using var http = server.CreateClient();
        var resets = Enumerable.Range(0, 2_000).Select(async _ =>
        {
            using var leaving = new CancellationTokenSource();
            var call = http.GetAsync("/waits", leaving.Token);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => call);
        });

        await Signal.WaitAsync(Task.WhenAll(resets), "all streams are reset");

        // By another connection: Kestrel may have ended the first one, whose resets it could not answer as fast as they came.
        using var next = server.CreateClient();
        Assert.Equal("[]", await next.GetStringAsync("/", TestContext.Current.CancellationToken));
        await Signal.WaitAsync(UntilNothingRunsAsync(TestContext.Current.CancellationToken), "no handler runs");
        AssertQuiet(server, but: "exceeded the output operations maximum queue size");
    }

    private static void AssertQuiet(LoopbackServer server, string? but = null)
    {
        var loud = server.Log.Entries.Where(static entry => entry.Level > LogLevel.Warning);
        Assert.DoesNotContain(loud, entry => but is null || !entry.Text.Contains(but, StringComparison.Ordinal));
        Assert.True(server.Log.Entries.Count(static entry => entry.Text.Contains("deadline header", StringComparison.Ordinal)) <= 1, "logged more than once");
    }

    private static async Task<string> SendRawAsync(Uri address, byte[] request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(request, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await Signal.WaitAsync(reader.ReadToEndAsync(TestContext.Current.CancellationToken), "the connection ends");
    }

    private async Task UntilNothingRunsAsync(CancellationToken token)
    {
        while (_running!.Count != 0 && !token.IsCancellationRequested)
            await Task.Yield();
    }

    private Task<LoopbackServer> StartAsync(string version) =>
        PlumblineServer.StartAsync(
            version,
            _clock,
            app =>
            {
                _running = app.Services.GetRequiredService<RunningRequests>();
                app.MapGet("/", (Context ctx, HttpContext http) =>
                {
                    http.Response.ContentType = "text/plain";
                    return http.Response.WriteAsync($"[{ctx.Remaining}]", ctx);
                });
                app.MapGet("/waits", async (CancellationToken token) => await Task.Delay(Timeout.Infinite, token));
            });
}
