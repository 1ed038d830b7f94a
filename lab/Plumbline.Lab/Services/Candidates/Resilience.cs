using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Polly;

namespace Plumbline.Lab.Services.Candidates;

/// <summary>B+: the handlers of A, with the standard resilience handler on every client, tuned to this system.</summary>
internal sealed class Resilience : ICandidateServices
{
    private readonly Nothing _handlers = new();

    /// <summary>The tuned client, also that of T+.</summary>
    /// <remarks>
    /// One attempt: a retry would send what is too slow a second time. The breaker stays at its defaults (a tenth of at least a hundred calls in its
    /// window fail, then five seconds of none), and a longer window only where the handler demands it of this timeout.
    /// </remarks>
    public static void Configure(IHttpClientBuilder client, Plan plan) => client.AddStandardResilienceHandler(options =>
    {
        options.TotalRequestTimeout.Timeout = plan.RequestTimeout;
        options.AttemptTimeout.Timeout = plan.RequestTimeout;
        var window = 2 * plan.RequestTimeout;
        options.CircuitBreaker.SamplingDuration =
            options.CircuitBreaker.SamplingDuration > window ? options.CircuitBreaker.SamplingDuration : window;
        options.RateLimiter.DefaultRateLimiterOptions.PermitLimit = plan.DependencyLimit;
        options.RateLimiter.DefaultRateLimiterOptions.QueueLimit = 0;
        options.Retry.ShouldHandle = static _ => PredicateResult.False();
    });

    public void AddServices(IServiceCollection services, Hop hop, Plan plan)
    {
    }

    public void ConfigureClient(IHttpClientBuilder client, Plan plan) => Configure(client, plan);

    public void Use(WebApplication app, Hop hop)
    {
    }

    public void MapEdge(WebApplication app, Plan plan, Next mid) => _handlers.MapEdge(app, plan, mid);

    public void MapMid(WebApplication app, Next upstream) => _handlers.MapMid(app, upstream);

    public void MapUpstream(WebApplication app, Work work) => HonouringUpstream.Map(app, work);
}
