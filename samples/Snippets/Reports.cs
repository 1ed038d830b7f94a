using Plumbline;
using Plumbline.Http;

namespace Snippets;

/// <summary>A service that takes a context.</summary>
internal sealed class Reports(HttpClient http)
{
    internal Task<string> BuildAsync(Context ctx) => http.GetStringAsync(ctx, "/report");

    internal Task<string> FindAsync(Context ctx, int id) => http.GetStringAsync(ctx, $"/report/{id}");

    internal Task<string> ListAsync(Context ctx, int page) => http.GetStringAsync(ctx, $"/report?page={page}");
}
