using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Plumbline.AspNetCore;
using Plumbline.Http;

namespace Plumbline.Aot;

/// <summary>A context as a minimal-API parameter, and calls that carry one, over the loopback.</summary>
internal static class WebChecks
{
    internal static async Task RunAsync()
    {
        var ended = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using WebApplication app = Build(ended);
        await app.StartAsync();

        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        await CheckAnswersAsync(http);
        await CheckDeadlinesAsync(http, ended.Task);
        await app.StopAsync();
    }

    private static WebApplication Build(TaskCompletionSource<Exception?> ended)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AnswerJson.Default));
        builder.Services.AddPlumbline();

        WebApplication app = builder.Build();
        app.UsePlumbline();
        app.MapGet("/answer/{id:int}", (int id, Context ctx, HttpContext request) => new Answer(id, ctx == request.RequestContext(), ctx.Deadline is not null))
            .WithDeadline(TimeSpan.FromMinutes(1));
        RouteGroupBuilder group = app.MapGroup("/group").WithDeadline(TimeSpan.FromMinutes(1));
        group.MapGet("/{id:int}", ([AsParameters] AnswerRequest asked) => new Answer(asked.Id, asked.Ctx == asked.Http.RequestContext(), asked.Ctx.Deadline is not null));
        group.MapGet("/filtered/{id:int}", (int id, Context ctx) => new Answer(id, IsRequests: false, HasDeadline: false))
            .AddEndpointFilter((invocation, _) =>
            {
                var ctx = invocation.GetArgument<Context>(1);
                return ValueTask.FromResult<object?>(new Answer(
                    invocation.GetArgument<int>(0), ctx == invocation.HttpContext.RequestContext(), ctx.Deadline is not null));
            });
        app.MapGet("/slow", async (Context ctx) => await Task.Delay(Timeout.Infinite, ctx))
            .WithDeadline(TimeSpan.FromMilliseconds(100));

        // Without deadlines: the one that a caller sends along would have the server answer 504 in the moment before the caller gives up.
        app.MapGet("/wait", async (Context ctx) => await ctx.Done).WithoutDeadline();
        app.MapGet("/left", async (Context ctx) =>
        {
            await ctx.Done;
            ended.TrySetResult(ctx.Cause);
        });
        app.MapGet("/stall", async (Context ctx, HttpResponse response) =>
        {
            await response.WriteAsync("first", ctx);
            await response.Body.FlushAsync(ctx);
            await Task.Delay(Timeout.Infinite, ctx);
        }).WithoutDeadline();
        return app;
    }

    private static async Task CheckAnswersAsync(HttpClient http)
    {
        using var scope = Context.Background.WithTimeout(TimeSpan.FromMinutes(1), out var ctx);
        using HttpResponseMessage streamed = await http.GetAsync(ctx, "/answer/7", HttpCompletionOption.ResponseHeadersRead);
        Answer? answer = await streamed.Content.ReadFromJsonAsync(ctx, AnswerJson.Default.Answer);
        Check.That(answer == new Answer(7, IsRequests: true, HasDeadline: true), "a handler gets the context of its request");

        answer = await http.GetFromJsonAsync(ctx, "/answer/8", AnswerJson.Default.Answer);
        Check.That(answer?.Id == 8, "a typed answer arrives");

        foreach (string path in (string[])["/group/9", "/group/filtered/9"])
        {
            answer = await http.GetFromJsonAsync(ctx, path, AnswerJson.Default.Answer);
            Check.That(answer == new Answer(9, IsRequests: true, HasDeadline: true), $"{path} gets the context of its request");
        }

        using HttpResponseMessage late = await http.GetAsync(ctx, "/slow");
        Check.That(late.StatusCode == HttpStatusCode.GatewayTimeout, "an endpoint whose time is up answers 504");
    }

    private static async Task CheckDeadlinesAsync(HttpClient http, Task<Exception?> ended)
    {
        using var scope = Context.Background.WithTimeout(TimeSpan.FromMilliseconds(200), out var ctx);
        await CheckEndsWithDeadlineAsync(http.GetAsync(ctx, "/wait"), "a call that waits for its headers");
        await CheckEndsWithDeadlineAsync(ReadToEndAsync(http, ctx), "a call that is done before it begins");

        using var bodyScope = Context.Background.WithTimeout(TimeSpan.FromMilliseconds(200), out var body);
        await CheckEndsWithDeadlineAsync(ReadToEndAsync(http, body), "a body that is being read");

        // With a token of nobody's: a context would send its deadline along, and the server's own end would come first or not.
        using var leaving = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        bool isCanceled = false;
        try
        {
            await http.GetAsync("/left", leaving.Token);
        }
        catch (OperationCanceledException)
        {
            isCanceled = true;
        }

        Check.That(isCanceled, "a call with a plain token ends with it");
        await Check.ComesAsync(ended, "the end of the request whose client is gone");
        Check.That(ended.IsCompletedSuccessfully && await ended is ClientDisconnectedException, "its cause says that the client is gone");
    }

    private static async Task CheckEndsWithDeadlineAsync(Task call, string what)
    {
        Exception? thrown = null;
        try
        {
            await call.WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (Exception e)
        {
            thrown = e;
        }

        Check.That(thrown is DeadlineExceededException, $"{what} ends with its deadline");
    }

    private static async Task ReadToEndAsync(HttpClient http, Context ctx)
    {
        await using Stream body = await http.GetStreamAsync(ctx, "/stall");

        // Without any token: the body itself is bound to the context.
        using var reader = new StreamReader(body);
        await reader.ReadToEndAsync();
    }

    internal sealed record AnswerRequest(int Id, Context Ctx, HttpContext Http);
}
