using Microsoft.AspNetCore.Builder;

namespace Plumbline.Lab.Services.Candidates;

/// <summary>An upstream that passes the request's token on by hand: it stops when its caller has gone.</summary>
internal static class HonouringUpstream
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(WebApplication app, Work work) =>
        app.MapGet("/items", async (Visit visit, CancellationToken token) =>
        {
            using var worker = await visit.EnterAsync(token);
            await work.DoAsync(visit, token);
        });
}
