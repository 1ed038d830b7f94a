using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Services;

/// <summary>The edge as it is often written: no token is passed on, HttpClient keeps its default timeout of 100 s.</summary>
internal static class EdgeWithout
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(WebApplication app, Plan plan, Slots slots, HttpClient upstream)
    {
        app.MapGet("/home", async () =>
        {
            using var slot = await slots.EnterAsync();
            await Task.Delay(plan.HomeWork);
            return "home";
        });

        app.MapGet("/report", async (HttpRequest request) =>
        {
            using var slot = await slots.EnterAsync();
            using var call = ClickHeader.Request("/items", request.Click());
            using var response = await upstream.SendAsync(call);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadAsStringAsync();
        });
    }
}
