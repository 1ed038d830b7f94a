using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.Http;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Services.Candidates;

/// <summary>D: C, and the edge has only so many calls to the mid under way.</summary>
internal sealed class WithContextAndLimit : ICandidateServices
{
    private readonly WithContext _others = new();

    public void AddServices(IServiceCollection services, Hop hop, Plan plan)
    {
        _others.AddServices(services, hop, plan);
        services.AddSingleton(new ConcurrencyLimiter(
            new ConcurrencyLimiterOptions { PermitLimit = plan.DependencyLimit, QueueLimit = 0 }));
    }

    public void ConfigureClient(IHttpClientBuilder client, Plan plan) => _others.ConfigureClient(client, plan);

    public void Use(WebApplication app, Hop hop) => _others.Use(app, hop);

    public void MapEdge(WebApplication app, Plan plan, Next mid)
    {
        app.MapGet("/home", async (Visit visit, Context ctx) =>
        {
            using var slot = await visit.EnterAsync(ctx);
            await Task.Delay(plan.HomeWork, ctx);
            await visit.AnswerAsync("home", ctx);
        });

        app.MapGet("/report", async (Visit visit, Context ctx, ConcurrencyLimiter limit) =>
        {
            using var lease = limit.AttemptAcquire();
            if (!lease.IsAcquired)
            {
                visit.Refuse();
                return;
            }

            using var slot = await visit.EnterAsync(ctx);
            using var call = mid.Call(visit, "/report");
            using var response = await mid.Http.SendAsync(ctx, call);
            response.EnsureSuccessStatusCode();
            await visit.AnswerAsync(await response.Content.ReadAsStringAsync(ctx), ctx);
        });
    }

    public void MapMid(WebApplication app, Next upstream) => _others.MapMid(app, upstream);

    public void MapUpstream(WebApplication app, Work work) => _others.MapUpstream(app, work);
}
