using System.Net;
using Snippets.Resilience;

namespace Plumbline.Resilience;

/// <summary>What the README quotes, run.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task Use_ServerIsBusyOnceAndAsksForNoDelay_GetsTheSecondResponse()
    {
        using var server = new Busy(times: 1, TimeSpan.Zero);
        using var http = new HttpClient(server);

        using var response = await new ResilienceReadme(http).GetAsync(Context.Background, new Uri("http://localhost/"));

        Assert.Equal((HttpStatusCode.OK, 2), (response.StatusCode, server.Requests));
    }

    [Fact]
    public async Task Use_ServerAsksForMoreThanTheCallerHas_GetsItsResponseAtOnce()
    {
        using var scope = Context.Background.WithTimeout(TimeSpan.FromMinutes(5), out var ctx);
        using var server = new Busy(times: 1, TimeSpan.FromHours(1));
        using var http = new HttpClient(server);

        using var response = await new ResilienceReadme(http).GetAsync(ctx, new Uri("http://localhost/"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (response.StatusCode, server.Requests));
    }

    private sealed class Busy(int times, TimeSpan retryAfter) : HttpMessageHandler
    {
        internal int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = new HttpResponseMessage(++Requests > times ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable);
            response.Headers.RetryAfter = new(retryAfter);
            return Task.FromResult(response);
        }
    }
}
