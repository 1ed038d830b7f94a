using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
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
    /// One attempt: a retry would send what is too slow a second time. The attempt has all the time there is, and the total more than that: the breaker
    /// is between the two, and takes a call that the total timeout ends for a success. The breaker stays at its defaults (a tenth of at least a hundred calls in its
    /// window fail, then five seconds of none), and a longer window only where the handler demands it of this timeout.
    /// </remarks>
    public static void Configure(IHttpClientBuilder client, Plan plan)
    {
        client.AddStandardResilienceHandler(options => Configure(options, plan));

        // The handler's timeouts end at the headers, and it switches off that of the client, which would go on to the end of the body.
        client.ConfigureHttpClient(http => http.Timeout = 2 * plan.RequestTimeout);
    }

    private static void Configure(HttpStandardResilienceOptions options, Plan plan)
    {
        options.AttemptTimeout.Timeout = plan.RequestTimeout;
        options.TotalRequestTimeout.Timeout = 2 * plan.RequestTimeout;
        var window = 2 * plan.RequestTimeout;
        options.CircuitBreaker.SamplingDuration =
            options.CircuitBreaker.SamplingDuration > window ? options.CircuitBreaker.SamplingDuration : window;
        options.RateLimiter.DefaultRateLimiterOptions.PermitLimit = plan.DependencyLimit;
        options.RateLimiter.DefaultRateLimiterOptions.QueueLimit = 0;
        options.Retry.ShouldHandle = static _ => PredicateResult.False();
    }

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
