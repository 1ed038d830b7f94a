using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Services.Candidates;

/// <summary>T: a token passed by hand to everything that waits, and ASP.NET Core's request timeouts in every service.</summary>
/// <remarks>As careful as it can be written with the BCL. What it lacks is the caller's deadline: each service counts its own time.</remarks>
internal sealed class Tokens : ICandidateServices
{
    public void AddServices(IServiceCollection services, Hop hop, Plan plan) => services.AddRequestTimeouts(
        options => options.DefaultPolicy = new RequestTimeoutPolicy { Timeout = plan.RequestTimeout });

    public void ConfigureClient(IHttpClientBuilder client, Plan plan)
    {
    }

    public void Use(WebApplication app, Hop hop) => app.UseRequestTimeouts();

    public void MapEdge(WebApplication app, Plan plan, Next mid)
    {
        app.MapGet("/home", async (Visit visit, CancellationToken token) =>
        {
            using var slot = await visit.EnterAsync(token);
            await Task.Delay(plan.HomeWork, token);
            await visit.AnswerAsync("home", token);
        });

        app.MapGet("/report", async (Visit visit, CancellationToken token) =>
        {
            using var slot = await visit.EnterAsync(token);
            using var call = mid.Call(visit, "/report");
            using var response = await mid.Http.SendAsync(call, token);
            response.EnsureSuccessStatusCode();
            await visit.AnswerAsync(await response.Content.ReadAsStringAsync(token), token);
        });
    }

    public void MapMid(WebApplication app, Next upstream) =>
        app.MapGet("/report", async (Visit visit, CancellationToken token) =>
        {
            visit.Start();
            using var call = upstream.Call(visit, "/items");
            using var response = await upstream.Http.SendAsync(call, token);
            response.EnsureSuccessStatusCode();
            await visit.AnswerAsync(await response.Content.ReadAsStringAsync(token), token);
        });

    public void MapUpstream(WebApplication app, Work work) => HonouringUpstream.Map(app, work);
}
