using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Plumbline.Lab.Services;

/// <summary>The upstream with a context: it leaves the queue and stops working when nobody wants the item any more.</summary>
internal static class UpstreamWith
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(WebApplication app, Slots workers, WorkPace pace, WorkLog log) =>
        app.MapGet("/items", async (Context ctx, HttpRequest request) =>
        {
            var click = request.Click();
            using var item = log.Arrive(click);
            using var worker = await workers.EnterAsync(ctx);

            // The place may have been given out in the same instant as the caller left.
            ctx.ThrowIfDone("a worker for an item");
            item.Start();
            await Task.Delay(pace.For(click), ctx);
            item.Finish();
            return "an item";
        });
}
