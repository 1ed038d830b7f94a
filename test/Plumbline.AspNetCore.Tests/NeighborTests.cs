using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>The framework's own middlewares in the same pipeline.</summary>
public sealed class NeighborTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _entered = new("the handler is entered");
    private readonly Signal _over = new("the request is over");
    private int _calls;

    public static TheoryData<string> Neighbors =>
        ["ExceptionHandler", "DeveloperExceptionPage", "StatusCodePages", "HttpLogging", "ResponseCompression", "OutputCache", "ResponseCaching", "RequestTimeouts"];

    [Theory]
    [MemberData(nameof(Neighbors))]
    public async Task Deadline_BeforeFirstByte_Answers504(string neighbor)
    {
        await using var server = await StartAsync(neighbor);
        using var http = server.CreateClient();

        var call = http.GetAsync("/waits", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("504", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        AssertQuiet(server);
    }

    [Theory]
    [MemberData(nameof(Neighbors))]
    public async Task Deadline_HalfOfResponse_ClientGetsError(string neighbor)
    {
        await using var server = await StartAsync(neighbor);
        using var http = server.CreateClient();

        using var response = await http.GetAsync("/half", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        await Signal.ThrowsAsync<HttpRequestException>(
            response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "the body ends");
        await _over.WaitAsync();
        AssertQuiet(server);
    }

    [Theory]
    [MemberData(nameof(Neighbors))]
    public async Task Client_Leaves_LogsNoError(string neighbor)
    {
        await using var server = await StartAsync(neighbor);
        using var http = server.CreateClient();
        using var leaving = new CancellationTokenSource();

        var call = http.GetAsync("/waits", leaving.Token);
        await _entered.WaitAsync();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _over.WaitAsync();
        AssertQuiet(server);
    }

    [Theory]
    [InlineData("OutputCache")]
    [InlineData("ResponseCaching")]
    public async Task Deadline_HalfOfCacheableResponse_IsNotCached(string cache)
    {
        await using var server = await StartAsync(cache);
        using var http = server.CreateClient();

        using var first = await http.GetAsync("/half", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);
        await Signal.ThrowsAsync<HttpRequestException>(
            first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "the body ends");
        await _over.WaitAsync();

        Assert.Equal("whole", await http.GetStringAsync("/half", TestContext.Current.CancellationToken));
    }

    private static void AssertQuiet(LoopbackServer server) =>
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Level > LogLevel.Information);

    private static Action<IApplicationBuilder> Use(string neighbor) => neighbor switch
    {
        "ExceptionHandler" => static app => app.UseExceptionHandler(errors => errors.Run(http => http.Response.WriteAsync("handled"))),
        "DeveloperExceptionPage" => static app => app.UseDeveloperExceptionPage(),
        "StatusCodePages" => static app => app.UseStatusCodePages(),
        "HttpLogging" => static app => app.UseHttpLogging(),
        "ResponseCompression" => static app => app.UseResponseCompression(),
        "OutputCache" => static app => app.UseOutputCache(),
        "ResponseCaching" => static app => app.UseResponseCaching(),
        _ => static app => app.UseRequestTimeouts(),
    };

    private Task<LoopbackServer> StartAsync(string neighbor) =>
        LoopbackServer.StartAsync(
            "1.1",
            app =>
            {
                app.Use(async (http, next) =>
                {
                    await next(http);
                    _over.Set();
                });
                app.UseRouting();
                Use(neighbor)(app);
                app.UsePlumbline();
                app.MapGet("/waits", async (CancellationToken token) =>
                {
                    _entered.Set();
                    await Task.Delay(Timeout.Infinite, token);
                }).WithDeadline(_limit).CacheOutput();
                app.MapGet("/half", async (HttpContext http, Context ctx) =>
                {
                    http.Response.Headers.CacheControl = "public, max-age=600";
                    http.Response.ContentType = "text/plain";
                    if (Interlocked.Increment(ref _calls) > 1)
                    {
                        await http.Response.WriteAsync("whole");
                        return;
                    }

                    // As writers do that swallow the end of their token.
                    await http.StartBodyAsync("half");
                    _entered.Set();
                    await ctx.Done;
                }).WithDeadline(_limit).CacheOutput();
            },
            services => services
                .AddSingleton<TimeProvider>(_clock)
                .AddHttpLogging(_ => { })
                .AddResponseCompression(compression => compression.EnableForHttps = true)
                .AddOutputCache()
                .AddResponseCaching()
                .AddRequestTimeouts()
                .AddPlumbline());
}
