using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>What a client is told whose request was ended before its response had started.</summary>
public sealed class AnswerTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _entered = new("the handler is entered");

    [Theory]
    [InlineData("/default", "server")]
    [InlineData("/own", "endpoint")]
    [InlineData("/policy", "endpoint")]
    [InlineData("/clipped", "server")]
    public async Task Deadline_Answer_IsProblemThatSaysWhoseItWas(string path, string owner)
    {
        await using var server = await PlumblineServer.StartAsync(
            "1.1",
            _clock,
            app =>
            {
                app.MapGet("/default", WaitAsync);
                app.MapGet("/own", WaitAsync).WithDeadline(_limit);
                app.MapGet("/policy", WaitAsync).WithDeadline("five");
                app.MapGet("/clipped", WaitAsync).WithDeadline(_limit * 2);
            },
            options =>
            {
                options.DefaultDeadline = _limit;
                options.MaximumDeadline = _limit;
                options.AddPolicy("five", _limit);
            });

        using var response = await GetExpiredAsync(server, path);

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal(owner, Assert.Single(response.Headers.GetValues(ContextHeaders.DeadlineExceeded)));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal(504, problem.GetProperty("status").GetInt32());
        Assert.Equal("The deadline of the request passed before its answer was ready.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Deadline_ApplicationHasProblemDetails_AreUsed()
    {
        await using var server = await LoopbackServer.StartAsync(
            "1.1",
            app =>
            {
                app.UsePlumbline();
                app.MapGet("/", WaitAsync).WithDeadline(_limit);
            },
            services => services
                .AddSingleton<TimeProvider>(_clock)
                .AddPlumbline()
                .AddProblemDetails(problems => problems.CustomizeProblemDetails = problem => problem.ProblemDetails.Extensions["shop"] = "open"));

        using var response = await GetExpiredAsync(server, "/");

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("open", problem.GetProperty("shop").GetString());
        Assert.Equal("Gateway Timeout", problem.GetProperty("title").GetString());
    }

    [Fact]
    [Trait("Behaviour", "H52")]
    public async Task Answer_Replaced_IsUsed()
    {
        Exception? cause = null;
        await using var server = await PlumblineServer.StartAsync(
            "1.1",
            _clock,
            app => app.MapGet("/", WaitAsync).WithDeadline(_limit),
            options => options.Answer = (http, ctx) =>
            {
                cause = ctx.Cause;
                http.Response.StatusCode = StatusCodes.Status408RequestTimeout;
                return http.Response.WriteAsync("too slow");
            });

        using var response = await GetExpiredAsync(server, "/");

        Assert.Equal(HttpStatusCode.RequestTimeout, response.StatusCode);
        Assert.Equal("too slow", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("endpoint", Assert.Single(response.Headers.GetValues(ContextHeaders.DeadlineExceeded)));
        Assert.IsType<TimeoutException>(cause);
    }

    [Fact]
    public async Task Deadline_ExceptionHandlerFurtherIn_WarnsAndAnswers()
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app =>
        {
            app.UseExceptionHandler(errors => errors.Run(http => http.Response.WriteAsync("handled")));
            app.MapGet("/", WaitAsync).WithDeadline(_limit);
        });

        using var response = await GetExpiredAsync(server, "/");

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(server.Log.Entries, entry => entry.Level == LogLevel.Warning && entry.Text.Contains("was answered with 499 further in", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(StatusCodes.Status400BadRequest, HttpStatusCode.GatewayTimeout)]
    [InlineData(StatusCodes.Status499ClientClosedRequest, HttpStatusCode.GatewayTimeout)]
    [InlineData(StatusCodes.Status502BadGateway, HttpStatusCode.GatewayTimeout)]
    [InlineData(StatusCodes.Status404NotFound, HttpStatusCode.NotFound)]
    public async Task Deadline_ForwarderSaysThatItsForwardFailed_Answers504(int answered, HttpStatusCode told)
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app => app.MapGet("/", async (Context ctx) =>
        {
            _entered.Set();
            await ctx.Done;
            return Results.StatusCode(answered);
        }).WithDeadline(_limit));

        using var response = await GetExpiredAsync(server, "/");

        Assert.Equal(told, response.StatusCode);
    }

    [Fact]
    public async Task Deadline_BadRequestWithBody_IsLeftAlone()
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app => app.MapGet("/", async (Context ctx) =>
        {
            _entered.Set();
            await ctx.Done;
            return Results.BadRequest("no such column");
        }).WithDeadline(_limit));

        using var response = await GetExpiredAsync(server, "/");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    [Trait("Behaviour", "H46")]
    public async Task UsePlumbline_Twice_InnerContextIsBelowTheOuter()
    {
        Exception? cause = null;
        await using var server = await PlumblineServer.StartAsync("2.0", _clock, app =>
        {
            app.UsePlumbline();
            app.MapGet("/", async (Context ctx) =>
            {
                _entered.Set();
                await ctx.Done;
                cause = ctx.Cause;
                ctx.ThrowIfDone("waiting");
            }).WithDeadline(_limit);
        });

        using var response = await GetExpiredAsync(server, "/");

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.IsType<TimeoutException>(cause);
    }

    private async Task<HttpResponseMessage> GetExpiredAsync(LoopbackServer server, string path)
    {
        using var http = server.CreateClient();
        var call = http.GetAsync(path, TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);
        return await Signal.WaitAsync(call, "the answer arrives");
    }

    private async Task WaitAsync(Context ctx)
    {
        _entered.Set();
        await ctx.Done;
        ctx.ThrowIfDone("waiting");
    }
}
