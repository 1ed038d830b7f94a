using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>A context as a parameter of minimal APIs. Compiled twice: with binding by reflection, and with the request-delegate generator.</summary>
public sealed class MinimalApiBindingTests
{
    private readonly FakeTimeProvider _clock = new();

    public static TheoryData<string> Paths =>
        ["/plain/7", "/group/7", "/filtered", "/record/7?page=2", "/struct/7?page=2", "/marked", "/injected", "/token"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Context_AsParameter_IsTheRequests(string path)
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, Map);
        using var http = server.CreateClient();

        var answer = await http.GetStringAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal("same, 2 s left", answer);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Context_AsParameterUnderTestServer_IsTheRequests(string path)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(_clock).AddPlumbline();
        await using var app = builder.Build();
        app.UsePlumbline();
        Map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = app.GetTestClient();

        var answer = await http.GetStringAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal("same, 2 s left", answer);
    }

    [Fact]
    public async Task Context_BesideBody_IsNotReadFromIt()
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app =>
            app.MapPost("/", ([FromBody] string body, Context ctx, HttpContext http) => $"{body}: {Describe(ctx, http)}")
                .WithDeadline(TimeSpan.FromSeconds(2)));
        using var http = server.CreateClient();
        using var content = new StringContent("\"body\"", System.Text.Encoding.UTF8, "application/json");

        using var response = await http.PostAsync("/", content, TestContext.Current.CancellationToken);

        Assert.Equal("body: same, 2 s left", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Context_MiddlewareMissing_SaysWhatToAdd()
    {
        await using var server = await LoopbackServer.StartAsync(
            "1.1", app => app.MapGet("/", (Context ctx) => ctx.ToString()), services => services.AddPlumbline());
        using var http = server.CreateClient();

        using var response = await http.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Contains(server.Log.Exceptions, static error =>
            error.Message.StartsWith("A Context is not injected: take it as a parameter", StringComparison.Ordinal)
            && error.Message.EndsWith("add app.UsePlumbline() before the endpoints.", StringComparison.Ordinal));
    }

    private static void Map(IEndpointRouteBuilder app)
    {
        var limited = app.MapGroup("").WithDeadline(TimeSpan.FromSeconds(2));
        limited.MapGet("/plain/{id:int}", (int id, Context ctx, HttpContext http) => Describe(ctx, http));
        limited.MapGroup("/group").MapGroup("").MapGet("/{id:int}", async (HttpContext http, int id, Context ctx) =>
        {
            await Task.Yield();
            return Describe(ctx, http);
        });
        limited.MapGet("/filtered", (Context ctx) => "not reached").AddEndpointFilter(static (invocation, next) =>
            ValueTask.FromResult<object?>(Describe(invocation.GetArgument<Context>(0), invocation.HttpContext)));
        limited.MapGet("/record/{id:int}", ([AsParameters] PageRequest request) => Describe(request.Ctx, request.Http));
        limited.MapGet("/struct/{id:int}", ([AsParameters] PageRequestStruct request) => Describe(request.Ctx, request.Http));
        limited.MapGet("/marked", ([FromServices] Context ctx, HttpContext http) => Describe(ctx, http));
        limited.MapGet("/injected", (HttpContext http) => Describe(http.RequestServices.GetRequiredService<Context>(), http));
        limited.MapGet("/token", (CancellationToken token, HttpContext http) => Describe(Context.From(token), http));
    }

    private static string Describe(Context ctx, HttpContext http) =>
        $"{(ctx == http.RequestContext() && ctx.Token == http.RequestAborted ? "same" : "another")}, {ctx.Remaining?.TotalSeconds} s left";

    internal sealed record PageRequest(int Id, [FromQuery] int Page, Context Ctx, HttpContext Http);

    internal struct PageRequestStruct
    {
        public int Id { get; set; }

        public int Page { get; set; }

        public Context Ctx { get; set; }

        public HttpContext Http { get; set; }
    }
}
