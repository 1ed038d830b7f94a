using Microsoft.Extensions.DependencyInjection;
using Plumbline;
using Plumbline.Http;

namespace Snippets;

/// <summary>What src/Plumbline.Http/README.md quotes.</summary>
internal sealed class HttpReadme(HttpClient http)
{
    #region http-use
    internal async Task<Report?> FetchAsync(Context ctx, Uri url)
    {
        using var cancel = ctx.WithTimeout(TimeSpan.FromSeconds(2), out ctx);
        using var response = await http.GetAsync(ctx, url, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccess();
        return await response.Content.ReadFromJsonAsync<Report>(ctx);     // still bounded
    }
    #endregion

    internal static void AddReports(IServiceCollection services)
    {
        #region http-propagation
        services.AddHttpClient("reports", http => http.Timeout = Timeout.InfiniteTimeSpan)
                .AddContextPropagation(options => options.Reserve = TimeSpan.FromMilliseconds(20))
                .AddStandardResilienceHandler();
        #endregion
    }
}
