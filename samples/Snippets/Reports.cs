using Plumbline;
using Plumbline.Http;

namespace Snippets;

/// <summary>A service that takes a context.</summary>
internal sealed class Reports(HttpClient http)
{
    internal Task<string> BuildAsync(Context ctx) => http.GetStringAsync(ctx, "/report");
}
