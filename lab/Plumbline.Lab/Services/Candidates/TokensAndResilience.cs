using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Services.Candidates;

/// <summary>T+: the handlers of T with the client of B+, the most that can be had without a context.</summary>
internal sealed class TokensAndResilience : ICandidateServices
{
    private readonly Tokens _handlers = new();

    public void AddServices(IServiceCollection services, Hop hop, Plan plan) => _handlers.AddServices(services, hop, plan);

    public void ConfigureClient(IHttpClientBuilder client, Plan plan) => Resilience.Configure(client, plan);

    public void Use(WebApplication app, Hop hop) => _handlers.Use(app, hop);

    public void MapEdge(WebApplication app, Plan plan, Next mid) => _handlers.MapEdge(app, plan, mid);

    public void MapMid(WebApplication app, Next upstream) => _handlers.MapMid(app, upstream);

    public void MapUpstream(WebApplication app, Work work) => HonouringUpstream.Map(app, work);
}
