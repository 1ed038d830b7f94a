using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Plumbline.Faults.Stage;
using Plumbline.Http;
using Plumbline.Loopback;

namespace Plumbline.Faults;

/// <summary>Fault 15: headers as nobody should send them, and requests that are opened to be canceled at once.</summary>
public sealed class HostileHeaderTests
{
    private const string Name = "Context-TTL-Ms";
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _maximum = TimeSpan.FromSeconds(60);
    private readonly ConcurrentQueue<TimeSpan?> _remaining = [];

    /// <summary>Header lines, and how many milliseconds the handler has where the endpoint has no limit; none for an unreadable one.</summary>
    public static TheoryData<string, int?> Headers => new()
    {
        { $"{Name}: 1500", 1500 },
        { $"{Name}: 0", null },
        { $"{Name}: -1", null },
        { $"{Name}: +5", null },
        { $"{Name}: 1.5", null },
        { $"{Name}: 1e9", null },
        { $"{Name}: 0x10", null },
        { $"{Name}: ", null },
        { $"{Name}: soon", null },
        { $"{Name}: 100, 200", null },
        { $"{Name}: 1500 ms", null },
        { $"{Name}: \u0661\u0662", null },
        { $"{Name}: 0000001500", 1500 },
        { $"{Name}: 9999999999", 60_000 },
        { $"{Name}: 99999999999", null },
        { $"{Name}: {new string('9', 8000)}", null },
        { $"{Name}: 3000\r\n{Name}: 2000", 2000 },
        { $"{Name}: 3000\r\n{Name}: soon", 3000 },
        { $"{Name}: 1\r\n{Name}: 1\r\n{Name}: 1\r\n{Name}: 1\r\n{Name}: 1", null },
        { $"{Name}: 1500\r\ngrpc-timeout: 1n\r\nconnect-timeout-ms: 1\r\nx-request-deadline: 1", 1500 },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task Header_Odd_NeverHarmsAndNeverLengthens(string header, int? milliseconds)
    {
        await using var free = await Hop.StartAsync("1.1", ReportAsync);
        await using var limited = await Hop.StartAsync("1.1", ReportAsync, _limit);
        TimeSpan? expected = milliseconds is { } some ? TimeSpan.FromMilliseconds(some) : null;

        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(free, header), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(limited, header), StringComparison.Ordinal);

        Assert.Equal([expected, expected < _limit ? expected : _limit], _remaining);
        Assert.All(_remaining, static remaining => Assert.True(remaining is null || remaining <= _maximum, $"The context has {remaining}."));
        await free.AssertNothingLeftAsync(LogLevel.Warning);
        await limited.AssertNothingLeftAsync(LogLevel.Warning);
    }

    [Fact]
    public async Task Header_LongerThanServerTakes_IsItsOwn431()
    {
        await using var service = await Hop.StartAsync("1.1", ReportAsync);

        Assert.StartsWith("HTTP/1.1 431 ", await AskAsync(service, $"{Name}: {new string('1', 40_000)}"), StringComparison.Ordinal);

        Assert.Equal(0, service.Started.Value);
        await service.AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Header_OddAgainAndAgain_IsLoggedOnce(string version)
    {
        await using var service = await Hop.StartAsync(version, ReportAsync);
        using var http = Clients.New(version, service.Address);
        http.DefaultRequestHeaders.TryAddWithoutValidation(Name, "soon");

        var calls = Enumerable.Range(0, 100).Select(_ => http.GetStringAsync("/", TestContext.Current.CancellationToken));
        await Signal.WaitAsync(Task.WhenAll(calls), "all calls are answered");

        Assert.Single(service.Server.Log.Entries, entry => entry.Level == LogLevel.Warning);
        http.Dispose();
        await service.AssertNothingLeftAsync(LogLevel.Warning);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Calls_OpenedAndCanceled_LeaveNothingRunning(string version)
    {
        await using var upstream = await Hop.StartAsync(version, async (ctx, http) =>
        {
            if (http.Request.Path == "/last")
            {
                await http.Response.WriteAsync("works", ctx);
                return;
            }

            await Signal.WaitAsync(ctx.Done, "the upstream's context is done");
            ctx.ThrowIfDone("working");
        });
        await using var chain = await Chain.StartAsync(
            version,
            upstream.Address,
            async (ctx, http, context) => await context.Response.WriteAsync(await http.GetStringAsync(ctx, context.Request.Path), ctx),
            onward: handler => handler.MaxConnectionsPerServer = 10);
        using var all = Context.Root(chain.CallerClock).WithTimeout(_limit, out var ctx);

        var calls = Enumerable.Range(0, 200).Select(_ => OpenAndCancelAsync(chain.Caller, ctx)).ToArray();
        await Signal.WaitAsync(Task.WhenAll(calls), "all calls have ended");

        // It works as before, on the connections whose streams were reset and in the place of those that were closed.
        Assert.Equal("works", await Signal.WaitAsync(chain.Caller.GetStringAsync(ctx, "/last"), "the last call is answered"));
        await chain.AssertNothingLeftAsync(upstream);
    }

    private static async Task OpenAndCancelAsync(HttpClient http, Context ctx)
    {
        using var cancel = ctx.WithCancel(out var call);
        var opened = http.GetAsync(call, "/");
        await Task.Yield();
        cancel.Cancel();
        await Assert.ThrowsAsync<ContextCanceledException>(() => opened);
    }

    /// <summary>Sends a request by hand, with what no client would write, and reads until the server closes.</summary>
    private static async Task<string> AskAsync(Hop service, string header)
    {
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, service.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(client);
        var request = $"GET / HTTP/1.1\r\nHost: {service.Address.Authority}\r\nConnection: close\r\n{header}\r\n\r\n";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), TestContext.Current.CancellationToken);
        var received = new byte[1024];
        var count = await Signal.WaitAsync(
            stream.ReadAtLeastAsync(received, received.Length, throwOnEndOfStream: false, TestContext.Current.CancellationToken).AsTask(),
            "the server answers and closes");
        return Encoding.ASCII.GetString(received, 0, count);
    }

    private Task ReportAsync(Context ctx, HttpContext http)
    {
        _remaining.Enqueue(ctx.Remaining);
        return http.Response.WriteAsync("seen", ctx);
    }
}
