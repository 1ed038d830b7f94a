using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>The request's services behind the middleware: the application's own, disposed of once, and no context for constructors.</summary>
public sealed class RequestServicesTests
{
    private readonly Signal _disposed = new("the scoped service is disposed");

    [Theory]
    [InlineData("/returns", "1.1")]
    [InlineData("/returns", "2.0")]
    [InlineData("/throws", "1.1")]
    [InlineData("/teapot", "1.1")]
    [InlineData("/kept", "1.1")]
    public async Task ScopedService_EndOfRequest_IsDisposedOnceAfterIt(string path, string version)
    {
        Scoped? made = null;
        var disposalsWithin = -1;
        await using var server = await LoopbackServer.StartAsync(
            version,
            app =>
            {
                app.Use(async (http, next) =>
                {
                    await next(http);
                    disposalsWithin = made!.Disposals; // The handler has run.
                });
                app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/again", CreateScopeForErrors = true });
                app.UseStatusCodePagesWithReExecute("/again");
                app.UseRouting();
                app.UsePlumbline();
                app.MapGet("/returns", (Scoped scoped, Context ctx) => { made = scoped; });
                app.MapGet("/throws", void (Scoped scoped, Context ctx) =>
                {
                    made = scoped;
                    throw new InvalidOperationException("handled by running the pipeline again");
                });
                app.MapGet("/teapot", (Scoped scoped, Context ctx) =>
                {
                    made = scoped;
                    return Results.StatusCode(StatusCodes.Status418ImATeapot);
                });
                app.MapGet("/kept", async (HttpContext http, IServiceProvider services) =>
                {
                    made = services.GetRequiredService<Scoped>();
                    await http.Response.CompleteAsync();
                });
                app.MapGet("/again", (Scoped scoped, Context ctx) => $"{ctx.IsDone}");
            },
            services => services.AddScoped(_ => new Scoped(_disposed)).AddPlumbline());
        using var http = server.CreateClient();

        using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);
        await _disposed.WaitAsync();
        await server.StopAsync();

        Assert.Equal(0, disposalsWithin);
        Assert.Equal(1, made?.Disposals);
    }

    [Fact]
    public async Task ScopedService_OutsideAndInsideMiddleware_IsTheSame()
    {
        Scoped? before = null;
        Scoped? after = null;
        Scoped? inside = null;
        Scoped? atTheEnd = null;
        await using var server = await StartAsync(app =>
        {
            app.Use(async (http, next) =>
            {
                before = http.RequestServices.GetRequiredService<Scoped>();
                await next(http);
                after = http.RequestServices.GetRequiredService<Scoped>();
            });
            app.UsePlumbline();
            app.MapGet("/", (HttpContext http, Scoped scoped) =>
            {
                inside = scoped;
                http.Response.OnCompleted(() =>
                {
                    atTheEnd = http.RequestServices.GetRequiredService<Scoped>();
                    return Task.CompletedTask;
                });
            });
        });
        using var http = server.CreateClient();

        (await http.GetAsync("/", TestContext.Current.CancellationToken)).Dispose();
        await _disposed.WaitAsync();

        Assert.NotNull(before);
        Assert.Equal([before, before, before], [inside, after, atTheEnd]);
    }

    [Fact]
    public async Task RequestServices_KeptForEndOfResponse_StillAnswer()
    {
        Scoped? made = null;
        await using var server = await StartAsync(app =>
        {
            app.UsePlumbline();
            app.MapGet("/", (HttpContext http, Context ctx) =>
            {
                var kept = http.RequestServices;
                http.Response.OnCompleted(() =>
                {
                    made = kept.GetRequiredService<Scoped>();
                    return Task.CompletedTask;
                });
            });
        });
        using var http = server.CreateClient();

        (await http.GetAsync("/", TestContext.Current.CancellationToken)).Dispose();
        await _disposed.WaitAsync();

        Assert.Equal(1, made?.Disposals);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RequestServices_SetByMiddleware_AnswerButForContext(bool isFurtherIn)
    {
        var own = new Scoped(_disposed);
        await using var services = new ServiceCollection().AddSingleton(own).BuildServiceProvider();
        await using var server = await StartAsync(app =>
        {
            app.UseWhen(_ => !isFurtherIn, branch => branch.Use(SetAsync));
            app.UsePlumbline();
            app.UseWhen(_ => isFurtherIn, branch => branch.Use(SetAsync));
            app.Run(http => http.Response.WriteAsync(
                $"{http.RequestServices.GetRequiredService<Scoped>() == own}, {http.RequestServices.GetRequiredService<Context>() == http.RequestContext()}"));
        });
        using var http = server.CreateClient();

        Assert.Equal("True, True", await http.GetStringAsync("/", TestContext.Current.CancellationToken));

        async Task SetAsync(HttpContext http, RequestDelegate next)
        {
            var before = http.RequestServices;
            http.RequestServices = services;
            await next(http);
            http.RequestServices = before;
        }
    }

    [Fact]
    public async Task Middleware_ContextParameter_IsTheRequests()
    {
        await using var server = await StartAsync(app =>
        {
            app.UsePlumbline();
            app.UseMiddleware<SaysContext>();
        });
        using var http = server.CreateClient();

        Assert.Equal("True", await http.GetStringAsync("/", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Constructor_ContextParameter_SaysWhatToDo()
    {
        await using var server = await LoopbackServer.StartAsync(
            "1.1",
            app =>
            {
                app.UsePlumbline();
                app.MapGet("/", (NeedsContext service) => service.ToString());
            },
            services => services.AddScoped<NeedsContext>().AddPlumbline());
        using var http = server.CreateClient();

        using var response = await http.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Contains(server.Log.Exceptions, static error => error.Message.StartsWith(
            "A Context is not injected: take it as a parameter of the handler, hand it to methods, not to constructors", StringComparison.Ordinal));
    }

    [Fact]
    public void Constructor_OfSingleton_FailsStartWhereScopesAreChecked()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development" });
        builder.Services.AddSingleton<NeedsContext>().AddPlumbline();

        var error = Assert.Throws<AggregateException>(builder.Build);

        Assert.Contains("Cannot consume scoped service 'Plumbline.Context' from singleton", error.Message, StringComparison.Ordinal);
    }

    private Task<LoopbackServer> StartAsync(Action<WebApplication> configure) =>
        LoopbackServer.StartAsync("1.1", configure, services => services.AddScoped(_ => new Scoped(_disposed)).AddPlumbline());

    private sealed class Scoped(Signal disposed) : IAsyncDisposable
    {
        private int _disposals;

        public int Disposals => _disposals;

        public ValueTask DisposeAsync()
        {
            Interlocked.Increment(ref _disposals);
            disposed.Set();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class SaysContext(RequestDelegate next)
    {
        public RequestDelegate Next => next;

        public Task InvokeAsync(HttpContext http, Context ctx) => http.Response.WriteAsync($"{ctx == http.RequestContext()}");
    }

    private sealed class NeedsContext(Context ctx)
    {
        public override string ToString() => ctx.ToString();
    }
}
