using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Http.Internal;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>Ctx-first calls tell the server how long they will wait, and send nothing when that is nothing.</summary>
public sealed class DeadlineOutTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ConcurrentQueue<string> _received = [];

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    public static TheoryData<string> Calls => [.. _calls.Keys];

    private static readonly Dictionary<string, Func<HttpClient, Context, Task>> _calls = new()
    {
        ["SendAsync"] = (http, ctx) => http.SendAsync(ctx, new HttpRequestMessage(HttpMethod.Get, "/x")),
        ["GetAsync"] = (http, ctx) => http.GetAsync(ctx, "/x"),
        ["GetAsync, headers"] = (http, ctx) => http.GetAsync(ctx, "/x", HttpCompletionOption.ResponseHeadersRead),
        ["PostAsync"] = (http, ctx) => http.PostAsync(ctx, "/x", new StringContent("x")),
        ["DeleteAsync"] = (http, ctx) => http.DeleteAsync(ctx, "/x"),
        ["GetStringAsync"] = (http, ctx) => http.GetStringAsync(ctx, "/x"),
        ["GetStreamAsync"] = (http, ctx) => http.GetStreamAsync(ctx, "/x"),
        ["GetFromJsonAsync"] = (http, ctx) => http.GetFromJsonAsync(ctx, "/x", ReportJson.Default.Report),
        ["GetFromJsonAsAsyncEnumerable"] = (http, ctx) => http.GetFromJsonAsAsyncEnumerable<Report>(ctx, "/x[]").ToListAsync().AsTask(),
        ["GetFromJsonAsAsyncEnumerable, options"] = (http, ctx) =>
            http.GetFromJsonAsAsyncEnumerable<Report>(ctx, "/x[]", ReportJson.Default.Options).ToListAsync().AsTask(),
        ["GetFromJsonAsAsyncEnumerable, typed"] = (http, ctx) =>
            http.GetFromJsonAsAsyncEnumerable(ctx, "/x[]", ReportJson.Default.Report).ToListAsync().AsTask(),
        ["DeleteFromJsonAsync"] = (http, ctx) => http.DeleteFromJsonAsync<Report>(ctx, "/x"),
        ["DeleteFromJsonAsync, options"] = (http, ctx) => http.DeleteFromJsonAsync<Report>(ctx, "/x", ReportJson.Default.Options),
        ["DeleteFromJsonAsync, typed"] = (http, ctx) => http.DeleteFromJsonAsync(ctx, "/x", ReportJson.Default.Report),
        ["PostAsJsonAsync, options"] = (http, ctx) => http.PostAsJsonAsync(ctx, "/x", new Report("x", 1), ReportJson.Default.Options),
        ["PutAsJsonAsync"] = (http, ctx) => http.PutAsJsonAsync(ctx, "/x", new Report("x", 1)),
        ["PutAsJsonAsync, options"] = (http, ctx) => http.PutAsJsonAsync(ctx, "/x", new Report("x", 1), ReportJson.Default.Options),
        ["PutAsJsonAsync, typed"] = (http, ctx) => http.PutAsJsonAsync(ctx, "/x", new Report("x", 1), ReportJson.Default.Report),
        ["PatchAsJsonAsync"] = (http, ctx) => http.PatchAsJsonAsync(ctx, "/x", new Report("x", 1)),
        ["PatchAsJsonAsync, options"] = (http, ctx) => http.PatchAsJsonAsync(ctx, "/x", new Report("x", 1), ReportJson.Default.Options),
    };

    [Theory]
    [MemberData(nameof(Calls))]
    [Trait("Behaviour", "H33")]
    public async Task Call_Deadline_SendsWhatIsLeft(string call)
    {
        await using var server = await StartAsync("1.1");
        using var http = server.CreateClient();
        using var cancel = Budget(2_000, out var ctx);
        _clock.Advance(TimeSpan.FromMilliseconds(500.2));

        await _calls[call](http, ctx);

        Assert.Equal(["1499"], _received);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H33")]
    public async Task GetAsync_SecondCall_SendsLess(string version)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient();
        using var cancel = Budget(2_000, out var ctx);

        await http.GetStringAsync(ctx, "/x");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await http.GetStringAsync(ctx, "/x");

        Assert.Equal(["2000", "1000"], _received);
    }

    [Fact]
    public async Task GetAsync_NoDeadline_SendsNoHeader()
    {
        await using var server = await StartAsync("1.1");
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);

        await http.GetStringAsync(ctx, "/x");
        await http.GetStringAsync(Context.Background, "/x");

        Assert.Equal(["", ""], _received);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_LessThanOneMillisecondLeft_ConnectsNowhereAndThrows(string call)
    {
        var connects = 0;
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = (_, _) =>
            {
                connects++;
                throw new SocketException();
            },
        };
        using var http = new HttpClient(handler) { BaseAddress = new Uri("http://localhost/") };
        using var cancel = Budget(0.5, out var ctx);

        var error = await Assert.ThrowsAsync<DeadlineExceededException>(() => _calls[call](http, ctx));

        Assert.Matches(@"^context deadline exceeded: [A-Z]+ http://localhost/x(\[\]|%5B%5D)?, not sent as less than 1 ms is left: Root", error.Message);
        Assert.Contains("WithTimeout(500 µs, 500 µs left, in Budget (DeadlineOutTests.cs:", error.Message, StringComparison.Ordinal);
        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.Equal(ctx.Token, error.CancellationToken);
        Assert.True(error.IsDeadlineExceeded());
        Assert.Equal(0, connects);
    }

    [Fact]
    public async Task GetAsync_LessThanOneMillisecondOfRealTime_IsTheContextsOwnDeadline()
    {
        using var http = new HttpClient(new UnreachableHandler());
        using var cancel = Context.Background.WithTimeout(TimeSpan.FromMicroseconds(900), out var ctx);

        var error = await Assert.ThrowsAsync<DeadlineExceededException>(() => http.GetAsync(ctx, "http://localhost/x"));

        Assert.True(error.IsDeadlineExceeded(ctx));
        Assert.Matches(@"^context deadline exceeded: GET http://localhost/x, not sent, budget .+ set in .+, 0 ms left$", error.Message);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0)]
    [Trait("Behaviour", "H01")]
    public async Task PostAsync_NotSent_DisposesContent(double budget)
    {
        using var http = new HttpClient(new UnreachableHandler());
        using var cancel = Budget(budget, out var ctx);
        var content = new StringContent("x");

        await Assert.ThrowsAsync<DeadlineExceededException>(() => http.PostAsync(ctx, "http://localhost/x", content));

        await Assert.ThrowsAsync<ObjectDisposedException>(() => content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("1500", "1500")]
    [InlineData("2500", "2000")]
    public async Task SendAsync_SetByHand_SmallerIsSent(string byHand, string expected)
    {
        await using var server = await StartAsync("1.1");
        using var http = server.CreateClient();
        using var cancel = Budget(2_000, out var ctx);
        var request = new HttpRequestMessage(HttpMethod.Get, "/x") { Headers = { { DeadlineHeader.Name, byHand } } };

        await http.SendAsync(ctx, request);

        Assert.Equal([expected], _received);
    }

    [Theory]
    [InlineData("1500", "1500")]
    [InlineData("2500", "2000")]
    public async Task GetAsync_DefaultHeaderOfClient_SmallerIsSent(string byHand, string expected)
    {
        await using var server = await StartAsync("1.1");
        using var http = server.CreateClient();
        http.DefaultRequestHeaders.Add(DeadlineHeader.Name, byHand);
        using var cancel = Budget(2_000, out var ctx);

        await http.GetAsync(ctx, "/x");

        Assert.Equal([expected], _received);
    }

    [Fact]
    public async Task GetAsync_DefaultHeaderOfClientAndHostNotToBeTold_SendsTheDefault()
    {
        await using var server = await StartAsync("1.1");
        using var http = server.CreateClient(new ContextPropagationHandler(new() { AppliesTo = _ => false })
        {
            InnerHandler = LoopbackServer.CreateHandler(),
        });
        http.DefaultRequestHeaders.Add(DeadlineHeader.Name, "2500");
        using var cancel = Budget(2_000, out var ctx);

        await http.GetAsync(ctx, "/x");

        Assert.Equal(["2500"], _received);
    }

    private CancelScope Budget(double milliseconds, out Context ctx) =>
        Context.Root(_clock).WithTimeout(TimeSpan.FromMilliseconds(milliseconds), out ctx);

    private Task<LoopbackServer> StartAsync(string version) =>
        LoopbackServer.StartAsync(version, http =>
        {
            _received.Enqueue(http.Request.Headers[DeadlineHeader.Name].ToString());
            return http.Response.WriteAsync(http.Request.Path == "/x[]" ? "[{}]" : "{}");
        });
}
