using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Plumbline.Http;
using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Services;

/// <summary>The edge with a context: it goes to everything that waits, so a request is over when its time or its person is gone.</summary>
internal static class EdgeWith
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(WebApplication app, Plan plan, Slots slots, HttpClient upstream)
    {
        app.MapGet("/home", async (Context ctx) =>
        {
            using var slot = await slots.EnterAsync(ctx);
            await Task.Delay(plan.HomeWork, ctx);
            return "home";
        });

        app.MapGet("/report", async (Context ctx, HttpRequest request) =>
        {
            using var slot = await slots.EnterAsync(ctx);
            using var call = ClickHeader.Request("/items", request.Click());
            using var response = await upstream.SendAsync(ctx, call);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadAsStringAsync(ctx);
        });
    }
}
