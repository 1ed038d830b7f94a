#pragma warning disable PLB0012 // A request that nobody can stop is what this candidate is there to show.
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Services.Candidates;

/// <summary>A: as it is often written. No token is passed on, and HttpClient keeps its default timeout of 100 s.</summary>
internal sealed class Nothing : ICandidateServices
{
    public void AddServices(IServiceCollection services, Hop hop, Plan plan)
    {
    }

    public void ConfigureClient(IHttpClientBuilder client, Plan plan)
    {
    }

    public void Use(WebApplication app, Hop hop)
    {
    }

    public void MapEdge(WebApplication app, Plan plan, Next mid)
    {
        app.MapGet("/home", async (Visit visit) =>
        {
            using var slot = await visit.EnterAsync();
            await Task.Delay(plan.HomeWork);
            await visit.AnswerAsync("home");
        });

        app.MapGet("/report", async (Visit visit) =>
        {
            using var slot = await visit.EnterAsync();
            using var call = mid.Call(visit, "/report");
            using var response = await mid.Http.SendAsync(call);
            response.EnsureSuccessStatusCode();
            await visit.AnswerAsync(await response.Content.ReadAsStringAsync());
        });
    }

    public void MapMid(WebApplication app, Next upstream) =>
        app.MapGet("/report", async (Visit visit) =>
        {
            visit.Start();
            using var call = upstream.Call(visit, "/items");
            using var response = await upstream.Http.SendAsync(call);
            response.EnsureSuccessStatusCode();
            await visit.AnswerAsync(await response.Content.ReadAsStringAsync());
        });

    public void MapUpstream(WebApplication app, Work work) => HonouringUpstream.Map(app, work);
}
