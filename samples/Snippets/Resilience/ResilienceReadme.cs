using Plumbline.Http;
using Plumbline.Resilience;
using Polly;
using Polly.Retry;
using Context = Plumbline.Context;

namespace Snippets.Resilience;

/// <summary>What the README of Plumbline.Resilience quotes.</summary>
internal sealed class ResilienceReadme(HttpClient http)
{
    #region resilience-use
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>()
        .AddContextRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = 3,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = args => new(args.Outcome.Exception is HttpRequestException || args.Outcome.Result is { IsSuccessStatusCode: false }),
        })
        .Build();

    internal async Task<HttpResponseMessage> GetAsync(Context ctx, Uri url) =>
        await _pipeline.ExecuteAsync(ctx, async ctx => await http.GetAsync(ctx, url));
    #endregion
}
