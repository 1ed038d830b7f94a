using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.Http;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Services.Candidates;

/// <summary>C: a context goes to everything that waits, and its deadline from service to service.</summary>
internal sealed class WithContext : ICandidateServices
{
    // Only the edge has a deadline of its own: the others are told what is left of it.
    public void AddServices(IServiceCollection services, Hop hop, Plan plan) => services.AddPlumbline(
        options => options.DefaultDeadline = hop == Hop.Edge ? plan.RequestTimeout : Timeout.InfiniteTimeSpan);

    public void ConfigureClient(IHttpClientBuilder client, Plan plan) => client.AddContextPropagation();

    public void Use(WebApplication app, Hop hop) => app.UsePlumbline();

    public void MapEdge(WebApplication app, Plan plan, Next mid)
    {
        app.MapGet("/home", async (Visit visit, Context ctx) =>
        {
            using var slot = await visit.EnterAsync(ctx);
            await Task.Delay(plan.HomeWork, ctx);
            await visit.AnswerAsync("home", ctx);
        });

        app.MapGet("/report", async (Visit visit, Context ctx) =>
        {
            using var slot = await visit.EnterAsync(ctx);
            using var call = mid.Call(visit, "/report");
            using var response = await mid.Http.SendAsync(ctx, call);
            response.EnsureSuccessStatusCode();
            await visit.AnswerAsync(await response.Content.ReadAsStringAsync(ctx), ctx);
        });
    }

    public void MapMid(WebApplication app, Next upstream) =>
        app.MapGet("/report", async (Visit visit, Context ctx) =>
        {
            visit.Start();
            using var call = upstream.Call(visit, "/items");
            using var response = await upstream.Http.SendAsync(ctx, call);
            response.EnsureSuccessStatusCode();
            await visit.AnswerAsync(await response.Content.ReadAsStringAsync(ctx), ctx);
        });

    public void MapUpstream(WebApplication app, Work work) =>
        app.MapGet("/items", async (Visit visit, Context ctx) =>
        {
            // Only a deadline tells that there is still someone, but no longer time: in a queue that is first come, first served, the next would be too late as well.
            using var worker = await visit.EnterAsync(ctx, work.Longest);
            await work.DoAsync(visit, ctx);
        });
}
