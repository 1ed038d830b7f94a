using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Services.Candidates;

/// <summary>B: the handlers of A, with a timeout on every client.</summary>
internal sealed class Timeouts : ICandidateServices
{
    private readonly Nothing _handlers = new();

    public void AddServices(IServiceCollection services, Hop hop, Plan plan)
    {
    }

    public void ConfigureClient(IHttpClientBuilder client, Plan plan) =>
        client.ConfigureHttpClient(http => http.Timeout = plan.RequestTimeout);

    public void Use(WebApplication app, Hop hop)
    {
    }

    public void MapEdge(WebApplication app, Plan plan, Next mid) => _handlers.MapEdge(app, plan, mid);

    public void MapMid(WebApplication app, Next upstream) => _handlers.MapMid(app, upstream);

    public void MapUpstream(WebApplication app, Work work) => HonouringUpstream.Map(app, work);
}
