using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Plumbline.Lab.Services;

/// <summary>The upstream as it is often written: it does what it was asked, whether or not anyone still wants it.</summary>
internal static class UpstreamWithout
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(WebApplication app, Slots workers, WorkPace pace, WorkLog log) =>
        app.MapGet("/items", async (HttpRequest request) =>
        {
            var click = request.Click();
            using var item = log.Arrive(click);
            using var worker = await workers.EnterAsync();
            item.Start();
            await Task.Delay(pace.For(click));
            item.Finish();
            return "an item";
        });
}
