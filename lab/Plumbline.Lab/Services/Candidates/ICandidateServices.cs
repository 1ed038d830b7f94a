using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Services.Candidates;

/// <summary>How a candidate writes its services. All that differs between candidates is behind this.</summary>
internal interface ICandidateServices
{
    /// <summary>Registers what the service needs.</summary>
    void AddServices(IServiceCollection services, Hop hop, Plan plan);

    /// <summary>Sets up the client for the next service.</summary>
    void ConfigureClient(IHttpClientBuilder client, Plan plan);

    /// <summary>Adds middleware.</summary>
    void Use(WebApplication app, Hop hop);

    /// <summary>Adds the edge's endpoints, <c>/home</c> and <c>/report</c>.</summary>
    void MapEdge(WebApplication app, Plan plan, Next mid);

    /// <summary>Adds the mid's endpoint, <c>/report</c>.</summary>
    void MapMid(WebApplication app, Next upstream);

    /// <summary>Adds the upstream's endpoint, <c>/items</c>, as it is with an upstream that honours.</summary>
    void MapUpstream(WebApplication app, Work work);
}
