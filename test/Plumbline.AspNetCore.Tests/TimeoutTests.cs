using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>An endpoint's time is up: what its handler and its client see.</summary>
public sealed class TimeoutTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _entered = new("the handler is entered");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H40")]
    [Trait("Behaviour", "H52")]
    public async Task WithDeadline_Exceeded_Answers504(string version)
    {
        await using var server = await PlumblineServer.StartAsync(version, _clock, app =>
            app.MapGet("/", WaitAsync).WithDeadline(_limit));
        using var http = server.CreateClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        var (level, text) = Assert.Single(server.Log.Entries, entry => entry.Text.Contains("504: ", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Information, level);
        Assert.Contains("budget 5 s set in WithDeadline_Exceeded_Answers504 (TimeoutTests.cs:", text, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    [Trait("Behaviour", "H41")]
    public async Task WithDeadline_NotExceeded_Answers()
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app =>
            app.MapGet("/", (Context ctx) => $"{ctx.Remaining}").WithDeadline(_limit));
        using var http = server.CreateClient();

        Assert.Equal("00:00:05", await http.GetStringAsync("/", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task DefaultDeadline_Exceeded_Answers504()
    {
        await using var server = await PlumblineServer.StartAsync(
            "1.1", _clock, app => app.MapGet("/", WaitAsync), options => options.DefaultDeadline = _limit);
        using var http = server.CreateClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Contains(
            server.Log.Entries,
            entry => entry.Text.Contains("budget 5 s set in RequestContextOptions.DefaultDeadline", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/none", "")]
    [InlineData("/default", "00:01:00")]
    [InlineData("/shorter", "00:00:05")]
    [InlineData("/longer", "00:10:00")]
    [InlineData("/group/inherits", "00:00:07")]
    [InlineData("/group/own", "00:00:05")]
    public async Task WithDeadline_Nearest_Wins(string path, string remaining)
    {
        await using var server = await PlumblineServer.StartAsync(
            "1.1",
            _clock,
            app =>
            {
                app.MapGet("/none", Remaining).WithoutDeadline();
                app.MapGet("/default", Remaining);
                app.MapGet("/shorter", Remaining).WithDeadline(_limit);
                app.MapGet("/longer", Remaining).WithDeadline(TimeSpan.FromMinutes(10));
                var group = app.MapGroup("/group").WithDeadline(TimeSpan.FromSeconds(7));
                group.MapGet("/inherits", Remaining);
                group.MapGet("/own", Remaining).WithDeadline(_limit);
            },
            options => options.DefaultDeadline = TimeSpan.FromMinutes(1));
        using var http = server.CreateClient();

        Assert.Equal(remaining, await http.GetStringAsync(path, TestContext.Current.CancellationToken));

        static string Remaining(Context ctx) => $"{ctx.Remaining}";
    }

    [Fact]
    [Trait("Behaviour", "H52")]
    public async Task Deadline_HandlerAnswersItself_IsLeftAlone()
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app =>
            app.MapGet("/", async (Context ctx) =>
            {
                _entered.Set();
                await ctx.Done;
                return Results.Text("Service unavailable", statusCode: 502);
            }).WithDeadline(_limit));
        using var http = server.CreateClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("Service unavailable", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Deadline_JsonSequenceHalfWritten_ClientGetsError(string version)
    {
        await using var server = await PlumblineServer.StartAsync(version, _clock, app =>
            app.MapGet("/", (Context ctx) => CountAsync(ctx)).WithDeadline(_limit));
        using var http = server.CreateClient();

        using var response = await http.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        // Without the abort: "[0,1" and a regular end.
        await Signal.ThrowsAsync<HttpRequestException>(
            response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "the body ends");
        Assert.Contains(server.Log.Entries, entry => entry.Text.StartsWith("The response of HTTP: GET / had started and was aborted", StringComparison.Ordinal));

        async IAsyncEnumerable<int> CountAsync(Context ctx)
        {
            yield return 0;
            yield return 1;
            _entered.Set();

            // The serializer swallows what this throws, because RequestAborted has fired.
            await Task.Delay(Timeout.Infinite, ctx);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H54")]
    public async Task Deadline_ThrownAfterResponseStarted_ClientGetsError(string version)
    {
        await using var server = await PlumblineServer.StartAsync(version, _clock, app =>
            app.MapGet("/", async (HttpContext http, Context ctx) =>
            {
                await http.StartBodyAsync();
                await WaitAsync(ctx);
            }).WithDeadline(_limit));
        using var http = server.CreateClient();

        using var response = await http.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        await Signal.ThrowsAsync<HttpRequestException>(
            response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "the body ends");
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Deadline_ExceptionHandlerFurtherIn_Still504()
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app =>
        {
            app.UseExceptionHandler(errors => errors.Run(http => http.Response.WriteAsync("handled")));
            app.MapGet("/", WaitAsync).WithDeadline(_limit);
        });
        using var http = server.CreateClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
    }

    [Fact]
    public async Task Deadline_OfChild_IsNotTheRequests()
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app =>
            app.MapGet("/", async (Context ctx) =>
            {
                using var cancel = ctx.WithTimeout(_limit / 2, out ctx);
                await WaitAsync(ctx);
            }).WithDeadline(_limit));
        using var http = server.CreateClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit / 2);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Fact]
    [Trait("Behaviour", "H54")]
    public async Task Failure_UnderDoneContext_IsNotTheContexts()
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app =>
            app.MapGet("/", async (Context ctx) =>
            {
                _entered.Set();
                await ctx.Done;
                throw new InvalidOperationException("not the context's");
            }).WithDeadline(_limit));
        using var http = server.CreateClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void Deadline_NotPositive_IsRefused(int seconds)
    {
        var duration = TimeSpan.FromSeconds(seconds);
        var builder = WebApplication.CreateSlimBuilder().Build().MapGet("/", () => "");

        var endpoint = Assert.Throws<ArgumentOutOfRangeException>(() => builder.WithDeadline(duration));
        var policy = Assert.Throws<ArgumentOutOfRangeException>(() => new RequestContextOptions().AddPolicy("short", duration));
        var option = Assert.Throws<ArgumentOutOfRangeException>(() => new RequestContextOptions { DefaultDeadline = duration });
        var maximum = Assert.Throws<ArgumentOutOfRangeException>(() => new RequestContextOptions { MaximumDeadline = duration });

        Assert.Equal((nameof(duration), duration), (endpoint.ParamName, endpoint.ActualValue));
        Assert.Equal((nameof(duration), duration), (policy.ParamName, policy.ActualValue));
        Assert.Equal(("value", duration), (option.ParamName, option.ActualValue));
        Assert.Equal(("value", duration), (maximum.ParamName, maximum.ActualValue));
        Assert.StartsWith(
            "Must be more than zero; an endpoint without a deadline is said by WithoutDeadline() or [NoDeadline].", endpoint.Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "Must be more than zero, or Timeout.InfiniteTimeSpan for no limit: every request would be over before it began.",
            option.Message,
            StringComparison.Ordinal);
    }

    private async Task WaitAsync(Context ctx)
    {
        _entered.Set();
        await ctx.Done;
        ctx.ThrowIfDone("waiting");
    }
}
