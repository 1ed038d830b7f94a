using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Plumbline.Http;

namespace Plumbline.Aot;

/// <summary>A context as a minimal-API parameter, and a call that carries one, over the loopback.</summary>
internal static class WebChecks
{
    internal static async Task RunAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddPlumbline();
        await using WebApplication app = builder.Build();
        app.UsePlumbline();
        app.MapGet("/cancelable", (Context ctx) => ctx.Token.CanBeCanceled ? "yes" : "no");
        await app.StartAsync();

        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var http = new HttpClient();
        using var scope = Context.Background.WithTimeout(TimeSpan.FromMinutes(1), out var ctx);
        using HttpResponseMessage response = await http.GetAsync(ctx, new Uri(address + "/cancelable"));
        string text = await response.Content.ReadAsStringAsync(ctx);
        Check.That(response.StatusCode == HttpStatusCode.OK && text == "yes", "a handler gets the context of its request");
        await app.StopAsync();
    }
}
