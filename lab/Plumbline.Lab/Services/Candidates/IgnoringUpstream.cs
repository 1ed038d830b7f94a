using Microsoft.AspNetCore.Builder;

namespace Plumbline.Lab.Services.Candidates;

/// <summary>An upstream that does what it was asked, whether or not anyone still wants it.</summary>
internal static class IgnoringUpstream
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(WebApplication app, Work work) =>
        app.MapGet("/items", async (Visit visit) =>
        {
            using var worker = await visit.EnterAsync();
            await work.DoAsync(visit);
        });
}
